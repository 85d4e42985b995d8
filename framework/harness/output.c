// SPDX-License-Identifier: MIT
// A body's outputs, sent to the host when it asks for them, to check that alternatives agree.
#include "framework/harness/session.h"
#include "framework/harness/wire.h"

bool bench_wants_output(const struct bench *bench)
{
    return ((const struct session *)bench)->wants_outputs;
}

static void send_output(struct bench *bench, const char *kind, const void *data, size_t n,
                        size_t size, double tolerance)
{
    if (!bench_wants_output(bench))
        return;
    wire_print("output kind=%s n=%zu", kind, n);
    wire_number("tolerance", tolerance);
    wire_print("\n");
    wire_data(data, n * size);
}

void bench_output(struct bench *bench, const void *data, size_t n)
{
    send_output(bench, "bytes", data, n, 1, 0);
}

void bench_output_f32(struct bench *bench, const float *values, size_t n, double tolerance)
{
    send_output(bench, "f32", values, n, sizeof *values, tolerance);
}

void bench_output_f64(struct bench *bench, const double *values, size_t n, double tolerance)
{
    send_output(bench, "f64", values, n, sizeof *values, tolerance);
}
