# What release programs are compiled and linked with so that a memory error ends a program instead of becoming a way in.
# tests/hardening/hardening_test.py builds a program with the preset `release` and sees each of them at work.
#
#   -fstack-protector-strong    a canary before return addresses
#   _FORTIFY_SOURCE=3           copies into a buffer know its size, also where that is known at run time only
#   _GLIBCXX_ASSERTIONS         indices, iterators and empties of the standard library are checked
#   -fstack-clash-protection    large frames touch each page, so that the stack cannot jump over its guard
#   -fcf-protection             indirect calls land on marked places only, where the processor checks it
#   -fPIE -pie                  a program's own code lies elsewhere in each run
#   relro, now                  what the loader filled in is read-only from the start
#   noexecstack                 no code on the stack
#
# Sanitizers bring their own checks, which these would hide.

# Adds it to what the caller's folder and those below compile and link.
macro(hoso_harden)
  add_compile_options(-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
    -fstack-clash-protection -fPIE)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    add_compile_options(-fcf-protection=full)
  endif()
  add_link_options(-pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endmacro()
