// SPDX-License-Identifier: MIT
// Takes memory and touches it, without end: --memory-limit stops it.
#include <stdlib.h>
#include <string.h>

#include "tests/programs/work.h"

enum { BITE_BYTES = 8 << 20 };

static void *eat_set_up(struct bench *bench)
{
    (void)bench;
    for (;;) {
        char *bite = malloc(BITE_BYTES);
        if (bite == NULL)
            abort();
        memset(bite, 1, BITE_BYTES);
        bench_do_not_optimize(bite);
    }
}

BENCH(eat, good, .baseline = true)
{
    measure_something(bench);
}
BENCH(eat, in_its_body)
{
    BENCH_LOOP (bench) {
        eat_set_up(bench);
    }
}
BENCH(eat, in_its_set_up, .setup = eat_set_up)
{
    measure_something(bench);
}
