// SPDX-License-Identifier: MIT
// Stages: three spans `fetch`, one `upload` and one with a hostile label within each `request`;
// none of them counts outside of the timed region.
#include <benchrun/bench.h>
#include <benchrun/span.h>

#include <unistd.h>

static void fetch(void)
{
    struct bench_span *span = bench_span_begin("fetch");
    bench_clobber_memory();
    bench_span_end(span);
}

BENCH(stages, all, .iterations = 2)
{
    struct bench_span *outside = bench_span_begin("outside");
    fetch();
    BENCH_LOOP (bench) {
        BENCH_TIMER("request")
        {
            for (int i = 0; i < 3; i++)
                fetch();
            BENCH_TIMER("upload")
            usleep(UPLOAD_US);
            bench_span_end(bench_span_begin("\x1b[31m<b>"));
        }
    }
    fetch();
    bench_span_end(outside);
}
