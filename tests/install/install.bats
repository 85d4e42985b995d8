#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load ../cli/helpers

# The library alone into one prefix, and all of it into a DESTDIR.
setup_file() {
    DESTDIR=$BATS_FILE_TMPDIR/destdir meson install -C "$BUILD" --no-rebuild --quiet
    local pc
    pc=$(find "$BATS_FILE_TMPDIR/destdir" -name benchrun.pc)
    prefix=$BATS_FILE_TMPDIR/destdir$(sed -n 's/^prefix=//p' "$pc")
    destdir_pkgconfig=$(dirname "$pc")

    other=$BATS_FILE_TMPDIR/other
    meson setup "$BATS_FILE_TMPDIR/build" "$SOURCE" --prefix "$other" -Dhost=disabled >/dev/null
    meson install -C "$BATS_FILE_TMPDIR/build" --quiet
    other_pkgconfig=$(dirname "$(find "$other" -name benchrun.pc)")
    export prefix destdir_pkgconfig other other_pkgconfig
    unset LD_LIBRARY_PATH
}

# The DESTDIR is not the prefix that it was configured for.
flags() {
    PKG_CONFIG_PATH=$destdir_pkgconfig pkg-config --define-variable=prefix="$prefix" "$@" benchrun
}

libraries() {
    flags --variable=libdir
}

# Runs the program ./suite through the installed benchrun and by hand.
run_suite() {
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

# Words: the compiler. The suite needs no library of ours to start.
build_and_run() {
    # Flags are words.
    # shellcheck disable=SC2046
    "$@" -o suite $(flags --cflags --libs)
    refute grep -q 'NEEDED *libbenchrun' <(objdump -p suite)
    run_suite
}

@test "install: headers, libraries, pkg-config file, manual and program" {
    [ "$(ls "$prefix/include/benchrun")" = "bench.h
bench_macros.h
span.h" ]
    [ -f "$(libraries)/libbenchrun.a" ]
    [ -f "$(libraries)/libbenchrun_main.a" ]
    [ -f "$(libraries)/libbenchrun.so" ]
    [ -f "$prefix/share/man/man1/benchrun.1" ]
    [ -f "$prefix/share/man/man1/benchrun-run.1" ]
    [ -f "$prefix/share/bash-completion/completions/benchrun" ]
    [ -f "$prefix/share/zsh/site-functions/_benchrun" ]
    [ -f "$prefix/share/fish/vendor_completions.d/benchrun.fish" ]
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

@test "install: a suite in C11" {
    build_and_run cc -std=c11 -O2 -Wall -Wextra -Wpedantic -Werror "$SOURCE/tests/install/suite.c"
}

@test "install: a suite in C++17" {
    build_and_run c++ -std=c++17 -O2 -Wall -Wextra -Wpedantic -Werror -x c++ "$SOURCE/tests/install/suite.c" -x none
}

@test "install: a suite in C++20" {
    build_and_run c++ -std=c++20 -O2 -Wall -Wextra -Wpedantic -Werror -x c++ "$SOURCE/tests/install/suite.c" -x none
}

@test "install: a suite without any shared library" {
    build_and_run cc -std=c11 -O2 -static "$SOURCE/tests/install/suite.c"
    refute grep -q NEEDED <(objdump -p suite)
    build_and_run c++ -std=c++17 -O2 -static -x c++ "$SOURCE/tests/install/suite.c" -x none
    refute grep -q NEEDED <(objdump -p suite)
}

@test "install: a suite with the shared library" {
    # shellcheck disable=SC2046
    cc -std=c11 -O2 "$SOURCE/tests/install/suite.c" -o suite $(flags --cflags --libs-only-L) -lbenchrun_main -lbenchrun
    objdump -p suite | grep -q 'NEEDED *libbenchrun.so.2'
    LD_LIBRARY_PATH=$(libraries)
    export LD_LIBRARY_PATH
    run_suite
}

@test "install: the example of spans is built as its page says" {
    sed -n '/^\/\/ load.c$/,/^```$/p' "$SOURCE/docs/live.md" | sed '/^```$/d' >load.c
    local line
    line=$(grep -m 1 '^cc load.c ' "$SOURCE/docs/live.md")
    apart env PKG_CONFIG_PATH="$other_pkgconfig" sh -ec "$line"
    expect_status 0
    [ "$(grep -Ec '^(Data loading|Transformation): [0-9.]+s$' stderr.txt)" -eq 2 ]
}

@test "install: the flags suit every compiler and linker, and pkg-config --static" {
    for compiler in gcc clang; do
        for linker in bfd gold lld; do
            for static in '' --static; do
                # shellcheck disable=SC2046,SC2086
                $compiler -O2 -fuse-ld=$linker "$SOURCE/tests/install/suite.c" -o suite $(flags $static --cflags --libs)
                [ "$(benchrun list ./suite | wc -l)" -eq 4 ]
                rm suite
            done
        done
    done
}

@test "install: into another prefix" {
    # shellcheck disable=SC2046
    cc -O2 "$SOURCE/tests/install/suite.c" -o suite $(PKG_CONFIG_PATH=$other_pkgconfig pkg-config --cflags --libs benchrun)
    run_suite
}

@test "install: the program that was installed compiles what it times" {
    apart "$prefix/bin/benchrun" timeit --cpu none -r 2 -n 100 'strlen(s)' --setup 'char s[] = "text";'
    expect_status 0
    expect_output "100 loops, best of 2: "
}

@test "install: the program that was installed times commands" {
    apart "$prefix/bin/benchrun" exec -r 2 true "sh -c 'exit 0'"
    expect_status 0
    expect_output "2 measured"
}

@test "install: the program that was installed finds what it measures machines with" {
    # shellcheck disable=SC2046
    cc -O2 "$SOURCE/tests/install/suite.c" -o suite $(flags --cflags --libs)
    apart "$prefix/bin/benchrun" run -q --references --cpu none --samples 2 --processes 1 -o r.json ./suite
    expect_status 0
    [ "$(json r.json 'len(r["references"]) > 0')" = True ]
}

@test "install: a suite with its own main()" {
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
    apart "$prefix/bin/benchrun" list ./own
    [ "$output" = own/empty ]
}

# Builds a project of CMake's in C11 and C++17 and runs both suites. Words: options of cmake.
cmake_project() {
    cp -r "$SOURCE/tests/install/cmake" project
    cp "$SOURCE/tests/install/suite.c" project/
    cp project/suite.c project/suite.cpp
    cmake -S project -B build "$@" >cmake.txt
    cmake --build build >>cmake.txt
    for language in c cpp; do
        cp "build/suite_$language" suite
        refute grep -q 'NEEDED *libbenchrun' <(objdump -p suite)
        echo quit | ./suite --benchrun-worker | grep -q " library=$(version_of_tree) "
        run_suite
    done
}

version_of_tree() {
    sed -n "s/^  version: '\(.*\)',/\1/p" "$SOURCE/meson.build"
}

@test "CMake: find_package() in a prefix" {
    cmake_project -DHOW=package -DCMAKE_PREFIX_PATH="$other"
    grep -q "benchrun $(version_of_tree) found" cmake.txt
}

@test "CMake: find_package() in a prefix that has moved" {
    cp -r "$other" moved
    cmake_project -DHOW=package -DCMAKE_PREFIX_PATH="$PWD/moved" -DCMAKE_BUILD_TYPE=Release
    refute grep -rq "$other" build/CMakeCache.txt
}

@test "CMake: find_package() of a later version" {
    cp -r "$SOURCE/tests/install/cmake" project
    refute cmake -S project -B build -DHOW=package -DWANTED=99.0 -DCMAKE_PREFIX_PATH="$other"
}

@test "CMake: add_subdirectory()" {
    cmake_project -DHOW=subdirectory -DBENCHRUN_TREE="$SOURCE"
}

@test "CMake: FetchContent" {
    # This variable is CMake's way to name a tree that is already there: a test has no network.
    cmake_project -DHOW=fetch -DFETCHCONTENT_SOURCE_DIR_BENCHRUN="$SOURCE" -G Ninja
    nm --defined-only --extern-only build/_deps/benchrun-build/libbenchrun.a |
        awk 'NF == 3 {print $3}' | refute grep -v '^bench_'
}

@test "meson: a project finds the installed library" {
    cp -r "$SOURCE/tests/install/parent" parent
    cp "$SOURCE/tests/install/suite.c" parent/
    PKG_CONFIG_PATH=$other_pkgconfig meson setup parent/build parent >/dev/null
    ninja -C parent/build >build.txt
    cp parent/build/suite .
    run_suite
}

@test "meson: as a subproject the library alone is built and needed" {
    cp -r "$SOURCE/tests/install/parent" parent
    cp "$SOURCE/tests/install/suite.c" parent/
    mkdir parent/subprojects
    ln -s "$SOURCE" parent/subprojects/benchrun
    # No other library's pkg-config file is found, as where none is installed.
    env PKG_CONFIG_LIBDIR=/nowhere PKG_CONFIG_PATH= meson setup parent/build parent >setup.txt
    refute grep -qE 'glib|hwloc|jansson|criterion' setup.txt
    ninja -C parent/build >build.txt
    refute grep -q 'framework/cli' parent/build/build.ninja
    cp parent/build/suite .
    run_suite
}
