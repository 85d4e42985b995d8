# SPDX-License-Identifier: MIT
# A repository whose settings and hooks run programs, as one that somebody unpacked may have.

# A command that leaves a name in the folder $RAN, and passes on what a filter gets.
planted() {
    echo "sh -c 'touch \"$RAN/$1\"; cat' planted"
}

# Everything in the settings of the repository in this folder by which git runs a program.
plant_settings() {
    local key hook folder
    folder=$(git rev-parse --absolute-git-dir)
    for key in core.fsmonitor core.pager core.editor core.askPass core.gitProxy core.alternateRefsCommand \
        core.sshCommand diff.external diff.planted.command diff.planted.textconv gpg.program \
        gpg.ssh.program gpg.ssh.defaultKeyCommand filter.planted.clean filter.planted.smudge filter.served.process \
        interactive.diffFilter merge.planted.driver pager.config pager.diff pager.log pager.status \
        remote.origin.receivepack remote.origin.uploadpack sequence.editor tar.tar.command trailer.planted.command \
        uploadpack.packObjectsHook; do
        git config "$key" "$(planted "$key")"
    done
    for key in log.showSignature submodule.recurse status.submoduleSummary; do
        git config "$key" true
    done
    git config remote.origin.url "ext::$(planted ext)"
    git config submodule.planted.url "ext::$(planted ext)"
    git config init.templateDir "$folder" # with its hooks
    echo '*.c filter=planted' >>"$folder/info/attributes"
    git config submodule.planted.update "!$(planted update)"
    git config credential.helper "!$(planted credential)"
    git config filter.planted.required true
    for key in add cat-file checkout config for-each-ref ls-files merge-base rev-list rev-parse status; do
        git config alias.$key "!$(planted alias)"
    done
    git config protocol.allow always
    git config protocol.ext.allow always
    git config --file "$folder/more" filter.included.clean "$(planted filter.included.clean)"
    git config include.path more
    for hook in applypatch-msg commit-msg fsmonitor-watchman post-applypatch post-checkout post-commit \
        post-index-change post-merge post-rewrite pre-applypatch pre-auto-gc pre-commit pre-push \
        prepare-commit-msg proc-receive reference-transaction update; do
        mkdir -p "$folder/hooks"
        printf '#!/bin/sh\n%s\n' "$(planted "hook-$hook")" >"$folder/hooks/$hook"
        chmod +x "$folder/hooks/$hook"
    done
}

# Two commits of a suite and a submodule, of which the second is slower; then all that git compares is
# changed.
make_hostile_repository() {
    local libraries="\"$BUILD/framework/harness/libbenchrun_main.a\" \"$BUILD/framework/harness/libbenchrun.a\""
    export HOME=$BATS_TEST_TMPDIR/home XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache GIT_CONFIG_GLOBAL=/dev/null
    export RAN=$BATS_TEST_TMPDIR/ran
    export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@localhost GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@localhost
    mkdir "$HOME" "$RAN"
    git init -q -b main library
    echo one >library/part
    echo '* filter=planted' >library/.gitattributes
    git -C library add . && git -C library commit -qm "a library"
    git init -q -b main project
    cd project || return
    cp "$SOURCE/tests/cli/planted.c" suite.c
    seq 100 >numbers
    printf '%s\n' '* filter=planted diff=planted merge=planted' '*.txt filter=included' '*.dat filter=served' >.gitattributes
    echo text | tee some.txt some.dat >/dev/null
    printf '%s\n' benchrun-out stdout.txt stderr.txt >.gitignore
    cat >benchrun.ini <<INI
[build]
command = cc -O2 -I "$SOURCE/include" {source}/suite.c $libraries -o {build}/suite
suites = suite
INI
    git -c protocol.file.allow=always submodule --quiet add --name planted "$PWD/../library" library
    git add . && git commit -qm "first"
    git mv numbers figures
    sed -i 's/^#define FACTOR 1$/#define FACTOR 3/' suite.c
    git add suite.c && git commit -qm "second"
    plant_settings
    (cd library && plant_settings)
    echo "/* changed */" >>suite.c
    echo two >library/part
    echo TEXT | tee some.txt some.dat >/dev/null # as long as before: git must look inside
    touch -d "1 hour ago" -- * library/part
}

# The indexes of the repository and its submodule.
indexes() {
    stat -c '%y %s' .git/index .git/modules/planted/index
    sha256sum .git/index .git/modules/planted/index
}

# Runs a command of benchrun, and expects that it runs nothing of the repository.
expect_nothing_ran() {
    local before
    before=$(indexes)
    apart "$BENCHRUN_PROGRAM" "$@"
    [ -z "$(ls "$RAN")" ] || fail "benchrun $*: ran $(ls "$RAN")"
    [ "$(indexes)" = "$before" ] || fail "benchrun $*: wrote the index"
}
