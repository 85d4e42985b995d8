#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load ../cli/helpers

setup_file() {
    DESTDIR=$BATS_FILE_TMPDIR meson install -C "$BUILD" --no-rebuild --quiet
    pc=$(find "$BATS_FILE_TMPDIR" -name benchrun.pc)
    prefix=$BATS_FILE_TMPDIR$(sed -n 's/^prefix=//p' "$pc")
    PKG_CONFIG_PATH=$(dirname "$pc")
    export prefix PKG_CONFIG_PATH
}

# The prefix lies elsewhere than where it was configured for.
flags() {
    pkg-config --define-variable=prefix="$prefix" "$@" benchrun
}

libraries() {
    pkg-config --define-variable=prefix="$prefix" --variable=libdir benchrun
}

# Builds the suite and runs it by hand and through the installed program. Words: the compiler.
build_and_run() {
    # Flags are words.
    # shellcheck disable=SC2046
    "$@" -o suite $(flags --cflags --libs)
    LD_LIBRARY_PATH=$(libraries)
    export LD_LIBRARY_PATH
    apart "$prefix/bin/benchrun" list ./suite
    expect_status 0
    [ "$(wc -l <stdout.txt)" -eq 4 ]
    apart "$prefix/bin/benchrun" run --cpu none --samples 4 --processes 2 -o r.json ./suite
    expect_status 0
    [ "$(json r.json '{x["status"] for x in r["results"]}')" = "{'ok'}" ]
    apart env PATH="$prefix/bin:$PATH" ./suite --cpu none --samples 4 --processes 2 -o hand.json -f '*/n:10'
    expect_status 0
    expect_output "2 measured"
}

@test "install: header, libraries, pkg-config file, manual and program" {
    [ -f "$prefix/include/benchrun/bench.h" ]
    [ "$(find "$prefix/include" -type f -printf "%f " | xargs -n 1 | sort | xargs)" = "bench.h bench_macros.h" ]
    [ -f "$(libraries)/libbenchrun.a" ]
    [ -f "$(libraries)/libbenchrun_main.a" ]
    [ -f "$(libraries)/libbenchrun.so" ]
    [ -f "$prefix/share/man/man1/benchrun.1" ]
    [ -x "$prefix/bin/benchrun" ]
    [ "$(flags --modversion)" = "$("$prefix/bin/benchrun" --version | cut -d' ' -f2)" ]
}

@test "install: nothing but bench_* is exported" {
    nm -D --defined-only "$(libraries)/libbenchrun.so" | awk '{print $3}' | refute grep -v '^bench_'
    nm --defined-only --extern-only "$(libraries)/libbenchrun.a" | awk 'NF == 3 {print $3}' | refute grep -v '^bench_'
}

@test "install: the library needs libc alone" {
    objdump -p "$(libraries)/libbenchrun.so" | awk '/NEEDED/ {print $2}' | refute grep -v '^libc\.so'
}

@test "install: a suite in C11, with the shared library" {
    build_and_run cc -std=c11 -O2 -Wall -Wextra -Wpedantic -Werror "$SOURCE/tests/install/suite.c"
    objdump -p suite | grep -q 'NEEDED *libbenchrun.so.1'
}

@test "install: a suite in C++20, with the shared library" {
    build_and_run c++ -std=c++20 -O2 -Wall -Wextra -Werror -x c++ "$SOURCE/tests/install/suite.c" -x none
    objdump -p suite | grep -q 'NEEDED *libbenchrun.so.1'
}

@test "install: a suite in C11, static" {
    build_and_run cc -std=c11 -O2 -static "$SOURCE/tests/install/suite.c"
    refute grep -q NEEDED <(objdump -p suite)
}

@test "install: a suite in C++20, static" {
    build_and_run c++ -std=c++20 -O2 -static -x c++ "$SOURCE/tests/install/suite.c" -x none
    refute grep -q NEEDED <(objdump -p suite)
}

@test "install: a suite with a main() of its own" {
    cat >own.c <<'EOF'
#include <benchrun/bench.h>
BENCH(own, empty)
{
    BENCH_LOOP (bench) {
    }
}
int main(int argc, char **argv)
{
    return bench_main(argc, argv);
}
EOF
    # shellcheck disable=SC2046
    cc -std=c11 -O2 own.c -o own $(flags --cflags --libs)
    LD_LIBRARY_PATH=$(libraries) apart "$prefix/bin/benchrun" list ./own
    [ "$output" = own/empty ]
}

@test "install: as a subproject the library alone is built and needed" {
    cp -r "$SOURCE/tests/install/parent" parent
    cp "$SOURCE/tests/install/suite.c" parent/
    mkdir parent/subprojects
    ln -s "$SOURCE" parent/subprojects/benchrun
    # No other library's pkg-config file is found, as where none is installed.
    env PKG_CONFIG_LIBDIR=/nowhere PKG_CONFIG_PATH= meson setup parent/build parent >setup.txt
    refute grep -qE 'glib|hwloc|jansson|criterion' setup.txt
    ninja -C parent/build >build.txt
    refute grep -q 'framework/cli' parent/build/build.ninja
    [ "$(benchrun list parent/build/suite | wc -l)" -eq 4 ]
    apart measure -o r.json parent/build/suite
    expect_status 0
}
