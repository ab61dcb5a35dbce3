# The few words in which every folder's CMakeLists.txt is written.
#
#   hoso_library(dossier SOURCES a.cc b.cc DEPS hoso::protos)      -> target hoso_dossier, alias hoso::dossier
#   hoso_program(hoso-intake SOURCES main.cc DEPS hoso::ledger)    -> build/<preset>/bin/hoso-intake
#   hoso_test(clock_test LABEL unit SOURCES clock_test.cc DEPS hoso::clock)
#
# LABEL says what a test needs to run: unit (nothing), db (a private PostgreSQL), e2e (the real processes).

find_program(HOSO_CCACHE ccache)
if(HOSO_CCACHE)
  # Paths below the source tree count as relative, so that another checkout finds what this one compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    ${HOSO_CCACHE})
endif()
find_program(HOSO_MOLD mold)

add_library(hoso_options INTERFACE)
target_include_directories(hoso_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(hoso_options INTERFACE -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers)
if(HOSO_MOLD)
  target_link_options(hoso_options INTERFACE -fuse-ld=mold)
endif()
if(NOT HOSO_SANITIZE)
  include(hardening)
  hoso_harden()
endif()
if(HOSO_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined -fno-sanitize=vptr)
endif()
if(HOSO_SANITIZE STREQUAL "FAST")
  # A check before each access, for what AddressSanitizer reports when it happens: a quarter of the compiler's time.
  add_compile_options(-fno-sanitize=null,alignment,object-size)
endif()

if(HOSO_SANITIZE STREQUAL "FUZZ")
  add_compile_options(-fsanitize=fuzzer-no-link -fno-sanitize-recover=undefined)
endif()

function(hoso_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS" ${ARGN})
  add_library(hoso_${name} STATIC ${arg_SOURCES})
  add_library(hoso::${name} ALIAS hoso_${name})
  target_link_libraries(hoso_${name} PUBLIC hoso_options ${arg_DEPS})
endfunction()

# What only tests link: not there when tests are not built.
function(hoso_test_library name)
  if(HOSO_TESTS)
    hoso_library(${name} ${ARGN})
  endif()
endfunction()

function(hoso_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE hoso_options ${arg_DEPS})
  if(NOT HOSO_SANITIZE)
    target_link_libraries(${name} PRIVATE PkgConfig::jemalloc)  # Sanitizers bring an allocator of their own.
  endif()
endfunction()

# What `./test trust` runs: who gets in and may do what, keys and what they protect, what was changed behind our backs.
set(HOSO_TRUST_TESTS access_entry_test access_log_pgtest access_requests_test access_test caller_test
  checkpoint_pgtest checkpoint_test forgery_pgtest four_eyes_test hoso_cli_e2e_test machine_check_test machines_test markers_test
  oidc_test oidc_token_test person_keys_pgtest personal_data_test rate_limit_test rights_test routing_reads_pgtest
  signing_test slip_test slips_test staff_store_pgtest staff_test tamper_test tampering_test tls_test token_test trust_test vault_test
  verifier_mutation_test verifier_test)

# What `./test counter` runs: the workplace of the clerk, its journal and what is printed there.
set(HOSO_COUNTER_TESTS cash_test counter_bad_days_test counter_crash_test counter_life_test counter_packet_test counter_scans_test counter_test
  counter_work_test forms_test forms_words_test journal_book_pgtest journal_chain_test packet_test scan_test scans_test shift_test
  slow_line_test)

# What a test needs to run (see above), and whether it is about trust or the counter.
function(hoso_label name label)
  set_property(TEST ${name} PROPERTY LABELS ${label})
  foreach(subject trust counter)
    string(TOUPPER ${subject} upper)
    if(name IN_LIST HOSO_${upper}_TESTS)
      set_property(TEST ${name} APPEND PROPERTY LABELS ${subject})
    endif()
  endforeach()
endfunction()

function(hoso_test name)
  if(NOT HOSO_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "" "LABEL" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE hoso_options ${arg_DEPS} GTest::gmock GTest::gtest GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600
    ENVIRONMENT "HOSO_SOURCE_DIR=${CMAKE_SOURCE_DIR};HOSO_BIN_DIR=${CMAKE_BINARY_DIR}/bin")
  hoso_label(${name} ${arg_LABEL})
endfunction()
