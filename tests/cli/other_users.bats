#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What another user of the machine puts in benchrun's way: journals, links, settings and locks. The
# other user is nobody, and the folder one that everybody may write to; the kernel's own protection
# of such folders (fs.protected_symlinks) may be on or off.
load helpers

setup_file() {
    # Not below the folder of the tests, which nobody may enter.
    STICKY=$(mktemp -d "${TMPDIR:-/tmp}/benchrun-sticky-XXXXXX")
    export STICKY
}

teardown() {
    [ -z "${delegated:-}" ] || end_delegated || true
    [ -z "${former:-}" ] || protect_symlinks "$former" || true
    [ -z "${pid:-}" ] || kill "$pid" || true
}

teardown_file() {
    rm -rf "$STICKY"
}

# Root is the user here, and plays the other one too.
open_to_all() {
    [ "$(id -u)" -eq 0 ] || skip "only root can play two users"
    rm -rf "$STICKY"
    mkdir "$STICKY"
    chmod 1777 "$STICKY"
    cd "$STICKY" || return
    home=$BATS_TEST_TMPDIR
    victim=$home/victim.json
    echo precious >"$victim"
    chmod 0600 "$victim"
}

as_nobody() {
    setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"
}

expect_victim_untouched() {
    [ "$(<"$victim")" = precious ] || fail "the victim was written"
    [ "$(stat -c %a "$victim")" = 600 ] || fail "the victim's mode was changed"
}

plant_journal() {
    as_nobody sh -c "cat >$1" <<JSON
{"benchrun_journal": 1, "run": {"id": "x"}, "argv": ["run", "--cpu", "none", "--launcher", "sh -c 'touch $home/pwned'", "$PROGRAMS/good"]}
JSON
}

@test "other users: their journal is neither obeyed nor recommended" {
    open_to_all
    plant_journal x.json.journal
    apart measure -o x.json "$PROGRAMS/good"
    expect_status 2
    expect_error "cannot write 'x.json.journal': it belongs to nobody (uid 65534), so it is not trusted: remove it"
    expect_no_error --resume
    apart benchrun run --resume --folder .
    expect_status 2
    expect_error "cannot resume from './x.json.journal': it belongs to nobody (uid 65534)"
    [ ! -e "$home/pwned" ]
    [ -e x.json.journal ]
}

@test "other users: their newer journal does not hide ours" {
    open_to_all
    start_and_wait_at_the_gate -o mine.json
    stop_by KILL
    rm "$GATE"
    plant_journal planted.json.journal
    apart benchrun run --resume --folder .
    expect_status 0
    [ "$(json mine.json 'len(r["results"])')" -eq 3 ]
    [ ! -e "$home/pwned" ]
}

@test "other users: what they may write to is not a journal of ours" {
    open_to_all
    plant_journal "$STICKY/x.json.journal"
    for mode in 0620 0602; do
        chown root:root x.json.journal
        chmod $mode x.json.journal
        apart benchrun run --resume --folder .
        expect_status 2
        expect_error "other users may write to it, so it is not trusted"
    done
    rm x.json.journal
    ln -s "$victim" x.json.journal
    chown -h 65534 x.json.journal
    apart benchrun run --resume --folder .
    expect_status 2
    expect_error "it is a symbolic link"
    rm x.json.journal
    as_nobody mkfifo x.json.journal
    apart timeout 20 "$BENCHRUN_PROGRAM" run --resume --folder .
    expect_status 2
    expect_error "it is not a regular file"
    [ ! -e "$home/pwned" ]
}

# Sets the kernel's own protection, where we may: in a container it is not ours.
protect_symlinks() {
    { echo "$1" >/proc/sys/fs/protected_symlinks; } 2>/dev/null
}

links_are_not_followed() {
    open_to_all
    measure -q -o "$home/r.json" "$PROGRAMS/good" >/dev/null
    for extension in json csv txt md html xml tap; do
        as_nobody ln -s "$victim" "x.$extension"
        apart measure -o "x.$extension" "$PROGRAMS/good"
        expect_status 2
        expect_error "cannot write 'x.$extension': the symbolic link 'x.$extension' belongs to nobody (uid 65534), in a folder that everybody may write to"
        [ ! -s stdout.txt ]
        apart benchrun report "$home/r.json" -o "x.$extension"
        expect_status 2
        expect_victim_untouched
        [ -L "x.$extension" ]
    done
    # To nothing yet, to a device, and in the middle of a path.
    as_nobody ln -s "$home/new.json" new.json
    as_nobody ln -s /dev/full device.csv
    as_nobody ln -s "$home" folder
    for file in new.json device.csv folder/new.json; do
        apart measure -o $file "$PROGRAMS/good"
        expect_status 2
        expect_error "belongs to nobody (uid 65534)"
    done
    apart measure --folder folder "$PROGRAMS/good"
    expect_status 2
    apart measure --folder folder/below "$PROGRAMS/good"
    expect_status 2
    [ ! -e "$home/new.json" ]
    [ ! -e "$home/below" ]
    [ -z "$(find "$home" -name '*.journal')" ]
}

@test "other users: their links are not followed, whatever fs.protected_symlinks says" {
    links_are_not_followed
    former=$(</proc/sys/fs/protected_symlinks)
    if protect_symlinks $((1 - former)); then
        links_are_not_followed
    fi
}

@test "other users: a pipe of theirs is not waited for" {
    open_to_all
    as_nobody mkfifo x.csv
    apart timeout 20 "$BENCHRUN_PROGRAM" run --cpu none --samples 4 -o x.csv "$PROGRAMS/good"
    expect_status 2
    expect_error "cannot write 'x.csv': it belongs to nobody (uid 65534)"
}

@test "other users: charts are not drawn where their links lead" {
    command -v gnuplot >/dev/null || skip "gnuplot is not installed"
    open_to_all
    measure -q -o "$home/r.json" "$PROGRAMS/good" >/dev/null
    mkdir "$home/elsewhere" charts
    chmod 1777 charts
    as_nobody ln -s "$home/elsewhere" planted
    as_nobody ln -s "$victim" charts/good-n-16.svg
    apart benchrun report "$home/r.json" --plot planted
    expect_status 3
    expect_error "the symbolic link 'planted' belongs to nobody"
    [ -z "$(ls "$home/elsewhere")" ]
    apart benchrun report "$home/r.json" --plot charts
    expect_status 3
    expect_error "the symbolic link 'good-n-16.svg' belongs to nobody"
    expect_victim_untouched
    [ -s charts/good-n-64.svg ]
}

@test "other users: a link that they make during the run is not followed, and nothing is lost" {
    open_to_all
    start_and_wait_at_the_gate -o r.json -o r.csv
    as_nobody ln -s "$victim" r.csv
    as_nobody ln -s "$victim" r.json
    rm "$GATE"
    wait_for_the_end
    expect_status 3
    expect_error "the measurements are in 'r.json.journal'"
    expect_error "the symbolic link 'r.json' belongs to nobody"
    expect_victim_untouched
    as_nobody rm r.json r.csv
    apart benchrun run --resume --folder .
    expect_status 0
    [ "$(json r.json 'len(r["results"])')" -eq 3 ]
}

@test "other users: what is appended to is not where their link leads" {
    open_to_all
    measure -q -o "$home/r.json" "$PROGRAMS/good" >/dev/null
    as_nobody ln -s "$victim" summary
    GITHUB_STEP_SUMMARY=summary apart benchrun report "$home/r.json" --format github
    expect_status 3
    expect_error "cannot append to 'summary': the symbolic link 'summary' belongs to nobody"
    expect_victim_untouched
    rm summary
    ln "$victim" hard
    GITHUB_STEP_SUMMARY=hard apart benchrun report "$home/r.json" --format github
    expect_status 3
    expect_error "a hard link"
    expect_victim_untouched
}

@test "other users: our own links and modes are kept, new results follow the umask" {
    open_to_all
    umask 027
    ln -s "$victim" link.json
    measure -q -o link.json -o new.csv "$PROGRAMS/good" >/dev/null
    [ -L link.json ]
    [ "$(json "$victim" 'len(r["results"])')" -eq 4 ]
    [ "$(stat -c %a "$victim")" = 600 ]
    [ "$(stat -c %a new.csv)" = 640 ]
    chmod 0664 new.csv
    measure -q -o "$home/r.json" -o new.csv "$PROGRAMS/good" >/dev/null
    [ "$(stat -c %a new.csv)" = 664 ]
    # A link to nothing yet stays one too.
    ln -s "$home/later.csv" later.csv
    measure -q -o "$home/r.json" -o later.csv "$PROGRAMS/good" >/dev/null
    [ -L later.csv ]
    [ -s "$home/later.csv" ]
    [ -z "$(find . "$home" -name '.benchrun-*')" ]
}

@test "other users: a file that they left open to all does not make ours so" {
    open_to_all
    as_nobody sh -c 'echo theirs >x.csv; chmod 0666 x.csv'
    measure -q -o "$home/r.json" -o x.csv "$PROGRAMS/good" >/dev/null
    [ "$(stat -c '%a %U' x.csv)" = "644 root" ]
}

# The shell of nobody has to find its way to the programs.
@test "other users: a file that we may not replace is refused before anything is measured" {
    open_to_all
    cp "$BENCHRUN_PROGRAM" benchrun
    cp "$PROGRAMS/good" good
    chmod 0755 benchrun good
    touch root.csv
    apart as_nobody env HOME=/nonexistent ./benchrun run --cpu none --samples 2 -o root.csv good
    expect_status 2
    expect_error "cannot write 'root.csv': it belongs to root (uid 0)"
    [ -z "$output" ]
}

@test "other users: a cache or settings of theirs are not used" {
    open_to_all
    export XDG_CACHE_HOME=$STICKY GIT_CONFIG_GLOBAL=/dev/null
    as_nobody mkdir benchrun
    git init -q -b main "$home/project"
    cd "$home/project"
    git config user.name tester
    git config user.email tester@localhost
    printf '[build]\ncommand = true\nsuites = suite\n' >benchrun.ini
    git add . && git commit -qm first
    apart benchrun run
    expect_status 3
    expect_error "nobody (uid 65534) owns the cache '$STICKY/benchrun', so what is in it is not trusted: set XDG_CACHE_HOME"
    rm -r "$STICKY/benchrun"
    mkdir -m 0777 "$STICKY/benchrun"
    chmod 0777 "$STICKY/benchrun"
    apart benchrun run
    expect_error "other users may write to the cache"
    # Of a repository that they made around our folder.
    mkdir "$STICKY/mine"
    as_nobody mkdir "$STICKY/.git"
    printf '[run]\nlauncher = sh -c "touch %s/pwned"\n' "$home" |
        as_nobody tee "$STICKY/benchrun.ini" >/dev/null
    cd "$STICKY/mine"
    apart benchrun run --cpu none --samples 4 "$PROGRAMS/good"
    expect_status 2
    expect_error "cannot read '$STICKY/benchrun.ini': it belongs to nobody (uid 65534)"
    [ ! -e "$home/pwned" ]
}

@test "other users: a repository of theirs is used once the user trusts it" {
    open_to_all
    unset GIT_CONFIG_GLOBAL
    export HOME=$STICKY GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_COUNT=0
    as_nobody git init -q theirs
    as_nobody git -C theirs -c user.name=n -c user.email=n@localhost commit -q --allow-empty -m first
    cd theirs
    apart benchrun compare --git HEAD
    expect_status 2
    expect_error "another user's; if you trust it, 'git config --global --add safe.directory FOLDER' lets git use it"
    git config --file "$HOME/.gitconfig" safe.directory "$STICKY/theirs"
    apart benchrun compare --git HEAD
    expect_error "found no meson.build"
}

@test "other users: one who holds the CPU is waited for a bounded time, and this is said even with -q" {
    open_to_all
    folder=/run/lock
    [[ -d $folder && $(stat -Lc %a $folder) == *[2367] ]] || folder=/tmp
    apart benchrun run --cpu 0 --samples 2 --processes 1 -o "$home/r.json" "$PROGRAMS/good"
    expect_status 0
    # shellcheck disable=SC2016 # for the inner shell
    setpriv --reuid=65534 --regid=65534 --clear-groups -- \
        bash -c 'exec 9<"$0" && flock 9 && echo held && exec sleep 60' $folder/benchrun-cpu0.lock \
        >"$home/held" 3>&- &
    holder=$!
    wait_for test -s "$home/held"
    for quiet in "" -q; do
        # shellcheck disable=SC2086 # an option or none
        apart timeout 20 "$BENCHRUN_PROGRAM" run $quiet --cpu 0 --cpu-wait 0.2 --samples 2 \
            -o "$home/r.json" "$PROGRAMS/good"
        expect_status 3
        expect_error "CPU 0 is held by another process of another user; wait, choose another with --cpu, or measure without one with --cpu none"
    done
    kill $holder
    wait $holder || true
    apart benchrun run --cpu 0 --samples 2 --processes 1 -o "$home/r.json" "$PROGRAMS/good"
    expect_status 0
}

@test "other users: their jobs of a cluster do not hide ours, and are not continued" {
    open_to_all
    as_nobody mkdir slurm-benchrun-99999999T000000-ffffff
    printf '[job]\nname=x\nwhere=/\nwords=run;--launcher;touch %s/pwned;x;\nparts=1\n' "$home" |
        as_nobody tee slurm-benchrun-99999999T000000-ffffff/job.ini >/dev/null
    apart benchrun attach --folder .
    expect_status 2
    expect_error "no job in '.'"
    apart benchrun attach slurm-benchrun-99999999T000000-ffffff
    expect_status 2
    expect_error "it belongs to nobody (uid 65534), so it is not trusted"
    [ ! -e "$home/pwned" ]
}

@test "other users: their pipes and folders in our way are not waited for, and nothing is made in them" {
    open_to_all
    # Where programs show themselves, as after `su`; and what a killed benchrun might have left.
    as_nobody mkdir theirs
    as_nobody mkfifo "$STICKY/benchrun-scratch-pipe"
    as_nobody ln -s "$home" "$STICKY/benchrun-scratch-link"
    as_nobody mkdir "$STICKY/benchrun-scratch-folder"
    touch -h -d "1 hour ago" benchrun-scratch-*
    TMPDIR=$STICKY XDG_RUNTIME_DIR=$STICKY/theirs apart timeout 60 "$BENCHRUN_PROGRAM" exec --runs 2 --cpu none true
    expect_status 0
    [ -z "$(ls theirs)" ]
    [ "$(find . -maxdepth 1 -name 'benchrun-scratch-*' | wc -l)" -eq 3 ]
    expect_victim_untouched
    as_nobody mkfifo pipe.json
    for words in "report pipe.json" "report --diff pipe.json pipe.json" "merge pipe.json" "compare pipe.json pipe.json"; do
        # shellcheck disable=SC2086 # words
        apart timeout 20 "$BENCHRUN_PROGRAM" $words
        expect_status 2
        expect_error "cannot read 'pipe.json': it belongs to nobody (uid 65534), in a folder that everybody may write to"
    done
}

@test "other users: a library beside a program in a folder of all is not preloaded" {
    open_to_all
    cp "$BENCHRUN_PROGRAM" benchrun
    as_nobody mkdir -p framework/harness
    for name in libbenchrun_heap.so benchrun-commands; do
        printf '#!/bin/sh\ntouch %s/pwned\n' "$home" | as_nobody tee framework/harness/$name >/dev/null
        as_nobody chmod +x framework/harness/$name
    done
    apart ./benchrun exec --runs 2 --cpu none true
    [ "$status" -ne 0 ]
    expect_error "'benchrun-commands' is not installed"
    [ ! -e "$home/pwned" ]
}

@test "other users: their files are not a history or a profile of ours" {
    open_to_all
    measure -q -o "$home/r.json" "$PROGRAMS/good" >/dev/null
    as_nobody ln -s "$victim" h.db
    as_nobody mkdir folder
    as_nobody ln -s "$victim" folder/h.db-wal
    for file in h.db new.db folder/h.db; do
        apart timeout 60 "$BENCHRUN_PROGRAM" history --history $file add "$home/r.json"
        [ $file = folder/h.db ] || expect_status 2
        expect_victim_untouched
    done
    for file in p.json p.html p.txt; do
        as_nobody ln -s "$victim" $file
        apart benchrun profile -o $file -- true
        [ "$status" -ne 0 ]
        expect_error "belongs to nobody (uid 65534)"
    done
    expect_victim_untouched
}

@test "other users: settings that they kept are not put back" {
    open_to_all
    mkdir -p root/run
    echo 'proc/sys/kernel/nmi_watchdog 1' >root/run/benchrun-tuned
    chown 65534 root/run/benchrun-tuned
    apart benchrun doctor --restore --root root
    expect_status 3
    expect_error "it belongs to nobody (uid 65534), so it is not trusted"
}

# Its debug information may name any file, and root may read all.
@test "other users: of their processes no source is shown" {
    open_to_all
    chmod 0711 "$home"
    printf '#line 1 "%s"\nint main(void) { for (volatile long i = 0;; i++) {} }\n' "$victim" >spin.c
    cc -g -o spin spin.c
    for user in root nobody; do
        setpriv --reuid=$user --regid="$(id -g $user)" --clear-groups -- ./spin 3>&- &
        pid=$!
        is_shown() {
            rm -f p.html
            apart benchrun profile --pid "$pid" --time 0.3 -o p.html --folder out && grep -qs victim.json p.html
        }
        wait_for is_shown
        kill "$pid"
        wait "$pid" || true
        pid=
        case $user in
        root) grep -q precious p.html || fail "our own source is not shown" ;;
        *) refute grep -q precious p.html ;;
        esac
    done
}

# A pipe would keep us waiting, and root may open all.
@test "other users: a file that their program names as its debug information is not opened" {
    open_to_all
    as_nobody mkdir theirs
    echo x >"link"
    echo 'int main(void) { for (volatile long i = 0;; i++) {} }' >spin.c
    cc -o theirs/spin spin.c
    objcopy --strip-debug --add-gnu-debuglink=link theirs/spin
    as_nobody mkfifo theirs/link
    setpriv --reuid=65534 --regid=65534 --clear-groups -- theirs/spin 3>&- &
    pid=$!
    sleep 0.2
    apart timeout -s KILL 20 "$BENCHRUN_PROGRAM" where "$pid"
    expect_status 0
    expect_output "main"
    apart timeout -s KILL 20 "$BENCHRUN_PROGRAM" profile --pid "$pid" --time 1 --folder out
    expect_status 0
    apart timeout -s KILL 20 "$BENCHRUN_PROGRAM" profile --folder out -- timeout 0.5 theirs/spin
    expect_status 0
}

@test "other users: a file that their program names as shared debug information is not opened" {
    open_to_all
    as_nobody mkfifo link
    echo 'int main(void) { for (volatile long i = 0;; i++) {} }' >spin.c
    cc -g -S -o plain.s spin.c
    # DW_FORM_strp becomes DW_FORM_GNU_strp_alt.
    awk '/debug_/ { is_form = /debug_abbrev/ } is_form { sub(/uleb128 0xe$/, "uleb128 0x1f21") } { print }' plain.s >spin.s
    printf '\t.section .gnu_debugaltlink,"",@progbits\n\t.string "%s/link"\n\t.fill 20,1,65\n' "$PWD" >>spin.s
    cc -o spin spin.s
    setpriv --reuid=65534 --regid=65534 --clear-groups -- ./spin 3>&- &
    pid=$!
    sleep 0.2
    apart timeout -s KILL 20 "$BENCHRUN_PROGRAM" where "$pid"
    expect_status 0
    expect_output "spin.c:1"
}

@test "others: programs are not started from a folder in which others may rename them" {
    open_to_all
    mkdir everybodys theirs
    chmod 0777 everybodys
    chown 65534 theirs
    for folder in everybodys theirs; do
        wrong="other users may rename what is in the folder for temporary files '$PWD/$folder': set TMPDIR to a folder of yours"
        TMPDIR=$PWD/$folder apart "$BENCHRUN_PROGRAM" exec --runs 1 true
        expect_status 3
        expect_error "$wrong"
        # Suites are started from where they are.
        TMPDIR=$PWD/$folder apart "$BENCHRUN_PROGRAM" run --cpu none --samples 2 --processes 1 --width 2000 "$PROGRAMS/good"
        expect_status 0
        expect_output "$wrong"
        [ -z "$(ls $folder)" ]
    done
}

# A control group below the one that the test is in.
delegate() {
    "$SOURCE/tests/may_make_control_groups" || skip "no control group can be made here"
    open_to_all
    delegated=/sys/fs/cgroup/unified
    [ -d $delegated ] || delegated=/sys/fs/cgroup
    delegated+=$(sed -n 's,^0::,,p' /proc/self/cgroup)/test-$$
    mkdir "$delegated"
    chown 65534 "$delegated" "$delegated"/cgroup.{procs,subtree_control}
}

end_delegated() {
    echo 1 >"$delegated/cgroup.kill"
    wait_for rm_groups
}

rm_groups() {
    find "$delegated" -mindepth 1 -depth -type d -exec rmdir {} \; && rmdir "$delegated"
}

in_delegated() {
    # shellcheck disable=SC2016 # for the inner shell
    apart sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$delegated" "$@"
}

@test "others: a user has control groups in one that was delegated" {
    delegate
    printf '#!/bin/sh\ngrep 0:: /proc/self/cgroup >>groups\n' >says
    chmod +x says
    in_delegated setpriv --reuid=65534 --regid=65534 --clear-groups -- env -u XDG_RUNTIME_DIR -u XDG_CACHE_HOME \
        "$BENCHRUN_PROGRAM" exec --runs 1 --warmup 0 -- ./says
    expect_status 0
    [[ $(<groups) == 0::*/test-$$/benchrun-* ]] || fail "$(<groups)"
    [ -z "$(find "$delegated" -mindepth 1 -type d)" ]
}

@test "others: what is in another user's control group is not ended" {
    delegate
    for owner in 0 65534; do
        mkdir "$delegated/benchrun-$owner"
        sleep 300 3>&- &
        echo $! >"$delegated/benchrun-$owner/cgroup.procs"
        echo $! >"pid-$owner"
        chown -R $owner "$delegated/benchrun-$owner"
    done
    in_delegated "$BENCHRUN_PROGRAM" list "$PROGRAMS/good"
    expect_status 0
    kill -0 "$(<pid-65534)"
    [ ! -e "$delegated/benchrun-0" ] || fail "root's own is left"
}
