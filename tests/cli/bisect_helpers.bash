# SPDX-License-Identifier: MIT
# What the tests of `bisect` share: repositories with a planted slowdown, so large that no machine hides it.

# The build of a commit waits while there is a file of its subject in the folder $GATES.
setup_file() {
    export XDG_CACHE_HOME=$BATS_FILE_TMPDIR/cache GIT_CONFIG_GLOBAL=/dev/null
    export GATES=$BATS_FILE_TMPDIR/gates
    mkdir "$GATES"
}

# A repository with the commit `first`; its history is then written by commit(), and begins to exist
# with end_history().
begin_history() {
    mkdir -p "$1"
    cd "$1" || return
    git init -q -b main .
    git config user.name tester
    git config user.email tester@localhost
    cp "$SOURCE/tests/cli/planted.c" suite.c
    echo "-DFACTOR=1" >flags
    echo first >word
    printf '%s\n' stdout.txt stderr.txt out.json history >.gitignore
    cat >benchrun.ini <<INI
[build]
command = while [ -e "\$GATES/\$(cat {source}/word)" ]; do sleep 0.05; done; cc -O2 \$(cat {source}/flags) -I "$SOURCE/include" {source}/suite.c "$BUILD/framework/harness/libbenchrun_main.a" "$BUILD/framework/harness/libbenchrun.a" -o {build}/suite
suites = suite
INI
    git add . && git commit -qm first && git tag first
    : >history
    made=1
    declare -gA marks=([first]=refs/tags/first^0)
}

# Adds to a branch a commit with a word, as its subject and its tag, and flags of the compiler. Then
# from which tag the branch begins, and which is merged.
commit() {
    local branch=$1 word=$2 flags=$3 from=${4:-} merged=${5:-}
    made=$((made + 1))
    {
        printf 'commit refs/heads/%s\nmark :%d\n' "$branch" "$made"
        printf 'committer tester <tester@localhost> %d +0000\n' $((1700000000 + made))
        printf 'data %d\n%s\n' "${#word}" "$word"
        [ -z "$from" ] || printf 'from %s\n' "${marks[$from]}"
        [ -z "$merged" ] || printf 'merge %s\n' "${marks[$merged]}"
        printf 'M 100644 inline flags\ndata %d\n%s\n\n' $((${#flags} + 1)) "$flags"
        printf 'M 100644 inline word\ndata %d\n%s\n\n' $((${#word} + 1)) "$word"
        printf 'reset refs/tags/%s\nfrom :%d\n\n' "$word" "$made"
    } >>history
    marks[$word]=:$made
}

end_history() {
    git fast-import --quiet <history
    git reset -q --hard main
}

# shellcheck disable=SC2034 # the tests read it
# Many tests run at the same time.
quickly=(--cpu none --samples 8 --processes 8 --alpha 10 --witness never)

bisect() {
    apart benchrun bisect "${quickly[@]}" "$@"
}

# The subject of what was found, from out.json.
found() {
    cp stdout.txt out.json
    json out.json '[c["subject"] for c in r["possible"]]'
}

expect_found() {
    [ "$(found)" = "['$1']" ] || fail "found: $(found)"
}
