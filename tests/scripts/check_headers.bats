#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load ../cli/helpers

check_headers() {
    apart "$SOURCE/scripts/check_headers" "$@"
}

@test "check_headers: the public headers are documented" {
    check_headers
    expect_status 0
}

@test "check_headers: finds each kind of declaration without a docstring" {
    cat >some.h <<'EOF'
// A comment is not a docstring.
#pragma once
#include <stdbool.h>
#ifdef __cplusplus
extern "C" {
#endif
struct elsewhere;
struct one {
    int (*call)(void);
};
enum two { A, B };
union three {
    int i;
};
typedef struct { int x; } four;
typedef int (*five)(int);
// Not this either.
int six(struct one *one);
/* Nor this. */
__attribute__((format(printf, 1, 2))) void seven(const char *format, ...);
static inline int eight(void)
{
    if (1) {
        return 8;
    }
    return 0;
}
extern const struct one nine[];
#define TEN 10
#define ELEVEN(x) \
    do {          \
    } while (x)
/** Too far away. */

int twelve(void);
/** Of the directive. */
#ifdef X
int thirteen(void);
#endif
#define INNER_ 1
int inner_(void);
#ifdef __cplusplus
}
#endif
EOF
    check_headers .
    expect_status 1
    [ "$(sed -n "s/^some.h:\([0-9]*\): '\(.*\)' has no .*/\1 \2/p" stdout.txt)" = "8 one
11 two
12 three
15 four
16 five
18 six
20 seven
21 eight
28 nine
29 TEN
30 ELEVEN
35 twelve
38 thirteen" ] || fail 'other names'
}

@test "check_headers: is content where each has one" {
    cat >some.h <<'EOF'
#pragma once
/** One. */
struct one {
    int i; // no docstring needed
};
/**
 * Two; it has {braces} and a `;`.
 */
static inline int two(struct one *one)
{
    return one->i;
}

/** Three. */
__attribute__((always_inline)) static inline void three(void) {}

/** Four. */
#define FOUR 4
#define FIVE_ 5
EOF
    echo '#define SIX 6' >some_macros.h
    check_headers .
    expect_status 0
}

@test "check_headers: a folder without headers is an error" {
    check_headers .
    expect_status 1
}
