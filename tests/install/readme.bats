#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load ../cli/helpers

@test "README: followed literally in a clean root, it comes to results" {
    apart "$SOURCE/tests/install/follow_readme" "$SOURCE"
    expect_status 0
    # A suite of the reader's, measured by the program that was just installed.
    grep -q '^cc .*pkg-config' "$SOURCE/README.md"
    [ "$(grep -cE '^[0-9]+ measured in [0-9.]+ s$' stdout.txt)" -ge 2 ] || fail 'too few results'
    refute grep -qE '(failed|crashed|timed out)$' stdout.txt
}

@test "README: which of its blocks are run" {
    cat >README.md <<'EOF'
Some words, and `echo no`.
```sh
echo one   # as printed: "$HOME" \n
echo two
```
```c
// sum.c: a file with 'quotes' and $(dollars)
int x;
```
```c suites/x.c
// SPDX-License-Identifier: MIT
```
```
table
```
<!-- not run -->
```sh
echo not this
```
<!-- not run -->

```c
// left.c: out
```
<!-- not run -->
Words in between, so that the comment has no block.
```sh
cat sum.c
```
EOF
    cat >wanted <<'EOF'
== README.md:2
one
two
== README.md:27
// sum.c: a file with 'quotes' and $(dollars)
int x;
EOF
    "$SOURCE/tests/install/follow_readme" --commands README.md >commands
    sh -e commands >got
    diff -u wanted got
    [ "$(ls)" = "$(printf '%s\n' README.md commands got sum.c wanted)" ]
}

@test "README: without the right to make a clean root, the test fails and says why" {
    mkdir bin
    printf '#!/bin/sh\nexit 1\n' >bin/unshare
    chmod +x bin/unshare
    PATH=$PWD/bin:$PATH apart "$SOURCE/tests/install/follow_readme" "$SOURCE"
    expect_status 1
    expect_error 'cannot make namespaces'
}
