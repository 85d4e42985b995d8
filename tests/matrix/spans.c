// SPDX-License-Identifier: MIT
// Has a span open until its input ends.
#include <benchrun/span.h>

#include <stdio.h>

int main(void)
{
    struct bench_span *span = bench_span_begin("waits");
    bench_span_note(span, "for its input");
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF) {
    }
    bench_span_end(span);
    return 0;
}
