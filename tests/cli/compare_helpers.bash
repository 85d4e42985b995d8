# SPDX-License-Identifier: MIT
# What the tests of `compare` share.

# Some 20 restarts of few samples: other tests run at the same time.
witnessed() {
    apart benchrun compare --cpu none --time 0.5 "$@"
}

compare() {
    witnessed --witness never "$@"
}

# As many restarts and samples on every machine.
compare_by_count() {
    apart benchrun compare --cpu none --samples 80 --processes 20 --witness never "$@"
}

# A repository with a slowdown in its second commit, in a folder with a space.
make_repository() {
    mkdir "my project"
    cd "my project" || return
    export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache GIT_CONFIG_GLOBAL=/dev/null
    git init -q -b main .
    git config user.name tester
    git config user.email tester@localhost
    cp "$SOURCE/tests/cli/planted.c" suite.c
    echo "-DFACTOR=1" >flags
    cat >benchrun.ini <<INI
[build]
command = cc -O2 \$(cat {source}/flags) -I "$SOURCE/include" {source}/suite.c "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" -o {build}/suite
suites = suite
INI
    printf '%s\n' benchrun-out stdout.txt stderr.txt >.gitignore
    git add . && git commit -qm "first"
    echo "-DFACTOR=2" >flags
    git commit -qam "second, slower"
}
