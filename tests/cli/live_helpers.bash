# SPDX-License-Identifier: MIT
# For tests of programs that show themselves: each has a folder of its own for that. Those of other
# tests may be listed, too, from /tmp.
# shellcheck disable=SC2034 # the tests use what is set here

live_setup() {
    export XDG_RUNTIME_DIR=$BATS_TEST_TMPDIR/run
    mkdir -m 0700 "$XDG_RUNTIME_DIR"
    folder=$XDG_RUNTIME_DIR/benchrun
}

# An expression over what `ps --format json` says: `r`. Of a process if one is named.
ps_json() {
    local expression=$1
    shift
    benchrun ps --format json "$@" >ps.json 2>/dev/null || return 1
    json ps.json "$expression"
}

# Whether ps lists a benchrun of this pid.
is_listed() {
    [ "$(ps_json "$1 in [run['pid'] for run in r['runs']]")" = True ]
}

# Whether a case of a benchrun is in a state: to come, in progress (running or in turn), done or cancelled.
case_is() {
    [ "$(ps_json "[{'running': 'in progress', 'in turn': 'in progress'}.get(c['state'], c['state']) for c in r['runs'][0]['cases'] if c['id'] == '$2']" "$1")" = "['$3']" ]
}

# Whether nobody has a file there any more, once ps has swept.
is_swept() {
    benchrun ps >/dev/null
    [ -z "$(ls "$folder")" ]
}

status_of() {
    json "$1" "[(c['status'], c.get('message')) for c in r['results'] if c['id'] == '$2']"
}
