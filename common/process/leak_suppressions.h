// What LeakSanitizer takes for leaks and is none of ours to mend. To be included by the source file that uses the
// library; all such files give the one definition that a program may have.
#ifndef HOSO_COMMON_PROCESS_LEAK_SUPPRESSIONS_H_
#define HOSO_COMMON_PROCESS_LEAK_SUPPRESSIONS_H_

#if defined(__SANITIZE_ADDRESS__)
// libpqxx 6.4 forgets the result object of a query on which the connection broke: a few hundred bytes for each lost
// connection. fontconfig refers to what it keeps by offsets, which LeakSanitizer does not follow.
extern "C" __attribute__((weak)) const char* __lsan_default_suppressions() {
  return "leak:PQmakeEmptyPGresult\nleak:libfontconfig\n";
}
// Without this it lists on each exit what it let pass.
extern "C" __attribute__((weak)) const char* __lsan_default_options() { return "print_suppressions=0"; }
#endif

#endif  // HOSO_COMMON_PROCESS_LEAK_SUPPRESSIONS_H_
