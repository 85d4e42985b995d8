#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What programs that are linked with the shared library rely on, on machines with words of 64 bits.
load ../cli/helpers

# The soname, each exported name with its type as the headers declare it, and each struct with its offsets.
write_abi() {
    local library=$1 name
    objdump -p "$library" | sed -n 's/^ *SONAME *//p'
    echo
    nm -D --defined-only "$library" | awk '{print $3}' | sort >names
    {
        printf '#include <%s>\n' benchrun/bench.h benchrun/span.h
        while read -r name; do
            echo "__typeof__($name) *type_of_$name = &$name;"
        done <names
    } >all.c
    cc -std=c11 -g -fno-eliminate-unused-debug-types -I "$2" -c all.c
    while read -r name; do
        echo "printf \"$name: \""
        echo "whatis *type_of_$name"
    done <names >commands
    sed -n 's/^\(struct [a-z_]*\) {$/\1/p' "$2"/benchrun/*.h | sort | sed 's,.*,echo \\n\nptype /o &,' >>commands
    gdb -q -nx -batch -x commands all.o | sed 's/type = //'
}

@test "ABI: symbols and structs are those that programs were linked with" {
    write_abi "$BUILD/framework/harness/libbenchrun.so" "$SOURCE/include" >abi.txt
    [ "${BENCHRUN_UPDATE_GOLDEN:-}" != 1 ] || cp abi.txt "$BATS_TEST_DIRNAME/abi.txt"
    diff -u "$BATS_TEST_DIRNAME/abi.txt" abi.txt ||
        fail 'see docs/compatibility.md: what is removed or changed here needs another soversion'
}

@test "ABI: another field and another name are found" {
    cp -r "$SOURCE/include" include
    sed -i 's/^    bool all_cpus;/    bool all_cpus;\n    bool one_more;/' include/benchrun/bench.h
    write_abi "$BUILD/framework/harness/libbenchrun.so" include >abi.txt
    refute diff "$BATS_TEST_DIRNAME/abi.txt" abi.txt >difference
    grep -q '^> .*one_more;' difference
    sed -i 's/^double bench_timeit(/float bench_timeit(/' include/benchrun/bench.h
    write_abi "$BUILD/framework/harness/libbenchrun.so" include | grep -q '^bench_timeit: float '
}
