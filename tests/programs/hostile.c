// SPDX-License-Identifier: MIT
// Names that try to be something else: a script, a path, a pattern, a line of the protocol.
#include "tests/programs/work.h"

#define TEN_TIMES(text) text text text text text text text text text text

BENCH(hostile, plain, .baseline = true)
{
    measure_something(bench);
}
BENCH(hostile, gnuplot, .name = "a\"; system(\"touch pwned\"); \"")
{
    measure_something(bench);
}
BENCH(hostile, shell, .name = "$(touch pwned) `touch pwned` ${HOME} ; touch pwned | cat && x > y")
{
    measure_something(bench);
}
BENCH(hostile, quotes, .name = "it's \"quoted\" \\ back\\slash 'twice'")
{
    measure_something(bench);
}
BENCH(hostile, newline, .name = "two\nlines\r\nok iterations=1 elapsed_ns=1\n\ttab")
{
    measure_something(bench);
}
BENCH(hostile, terminal, .name = "\x1b[31mred\x1b[0m \x1b]0;title\x07 bell")
{
    measure_something(bench);
}
BENCH(hostile, utf8, .name = "größer 漢字 é 🚀")
{
    measure_something(bench);
}
BENCH(hostile, right_to_left,
      .name = "\u202egnol\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d")
{
    measure_something(bench);
}
BENCH(hostile, not_utf8, .name = "latin \xe9\xff\xfe cut \xe2\x82")
{
    measure_something(bench);
}
BENCH(hostile, path, .name = "../../../../etc/passwd")
{
    measure_something(bench);
}
BENCH(hostile, pattern, .name = "[a-z]*?{x,y}")
{
    measure_something(bench);
}
BENCH(hostile, markup, .name = "<script>alert(1)</script> &amp; | _a_ **b** %s %n %41 #,\";=+@")
{
    measure_something(bench);
}
BENCH(hostile, option, .name = "--help -o /dev/null")
{
    measure_something(bench);
}
BENCH(hostile, empty, .name = "")
{
    measure_something(bench);
}
BENCH(hostile, spaces, .name = "   ")
{
    measure_something(bench);
}
BENCH(hostile, formula, .name = "=1+1")
{
    measure_something(bench);
}
BENCH(hostile, long_one, .name = TEN_TIMES("three hundred characters, ten by t"))
{
    measure_something(bench);
}
BENCH(hostile, metrics, .name = "metrics", .tags = "a b,c;d,$(touch pwned),\"")
{
    measure_something(bench);
    bench_metric(bench, "a\"; system(\"touch pwned\"); \"", 1, "$(touch pwned)\n");
    bench_metric(bench, "not a number", __builtin_nan(""), "x");
    bench_metric(bench, "", __builtin_inf(), "");
    bench_bytes(bench, -1);
    bench_items(bench, __builtin_nan(""));
}
