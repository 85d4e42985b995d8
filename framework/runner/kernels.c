// SPDX-License-Identifier: MIT
#include "framework/runner/kernels.h"

#include <string.h>

#include "framework/runner/calibration.h"
#include "framework/runner/reply.h"
#include "framework/runner/sample_reply.h"
#include "framework/runner/suite.h"

static const double target_ns = 1e6, most_share = 0.04;

struct kernel {
    const struct bench_case *bench_case;
    uint64_t iterations; // of a sample
};

struct kernels {
    struct worker *worker;
    GPtrArray *cases; // struct bench_case *: all of the suite
    struct kernel all[REFERENCES];
};

static bool ask(struct kernels *kernels, const char *request, uint64_t number, const char **reply,
                GError **error)
{
    *reply = worker_request(kernels->worker, NULL, NULL, error, "%s %" G_GUINT64_FORMAT, request,
                            number);
    if (*reply == NULL)
        return false;
    if (!reply_is(*reply, "ok"))
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED, "'%s' of a kernel was refused",
                    request);
    return reply_is(*reply, "ok");
}

static bool take_sample(struct kernels *kernels, const struct kernel *kernel, uint64_t iterations,
                        struct sample *out, GError **error)
{
    const char *reply;
    struct sample_reply read;
    if (!ask(kernels, "sample", iterations, &reply, error))
        return false;
    bool is_good = sample_reply_read(reply, kernel->bench_case, iterations, &read);
    if (is_good)
        *out = read.sample;
    else
        g_set_error_literal(error, WORKER_ERROR, WORKER_ERROR_GARBLED,
                            "the sample of a kernel is not valid");
    return is_good;
}

static bool calibrate(struct kernels *kernels, struct kernel *kernel, GError **error)
{
    const char *reply;
    struct calibration_point points[64];
    size_t n = 0;
    if (!ask(kernels, "open", kernel->bench_case->index, &reply, error))
        return false;
    while (n < G_N_ELEMENTS(points)) {
        struct sample sample;
        uint64_t next = calibration_next(points, n, target_ns);
        if (next == 0)
            break;
        if (!take_sample(kernels, kernel, next, &sample, error))
            return false;
        points[n++] = (struct calibration_point){next, sample.elapsed_ns};
    }
    kernel->iterations = calibration_conclude(points, n, target_ns);
    return true;
}

static const struct bench_case *find_case(const GPtrArray *cases, const char *name)
{
    for (guint i = 0; i < cases->len; i++) {
        const struct bench_case *bench_case = g_ptr_array_index(cases, i);
        if (strcmp(bench_case->name, name) == 0)
            return bench_case;
    }
    return NULL;
}

static bool prepare(struct kernels *kernels, const struct launch *launch, GError **error)
{
    kernels->cases = suite_list(launch, NULL, error);
    if (kernels->cases == NULL)
        return false;
    kernels->worker = worker_start(launch, error);
    bool is_good = kernels->worker != NULL;
    for (size_t i = 0; is_good && i < REFERENCES; i++) {
        kernels->all[i].bench_case = find_case(kernels->cases, reference_names[i]);
        if (kernels->all[i].bench_case == NULL)
            g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED, "'%s' has no kernel '%s'",
                        launch->program, reference_names[i]);
        is_good = kernels->all[i].bench_case != NULL && calibrate(kernels, &kernels->all[i], error);
    }
    return is_good;
}

struct kernels *kernels_start(const struct launch *launch, GError **error)
{
    struct kernels *kernels = g_new0(struct kernels, 1);
    if (prepare(kernels, launch, error))
        return kernels;
    kernels_stop(kernels);
    return NULL;
}

bool kernels_rotate(struct kernels *kernels, GPtrArray *references, GError **error)
{
    bool is_good = true;
    for (size_t i = 0; is_good && i < REFERENCES; i++) {
        const char *reply;
        struct sample sample;
        const struct kernel *kernel = &kernels->all[i];
        is_good = ask(kernels, "open", kernel->bench_case->index, &reply, error) &&
                  take_sample(kernels, kernel, kernel->iterations, &sample, error);
        if (is_good)
            references_take(references, reference_names[i], sample_wall_ns(&sample));
    }
    return is_good;
}

pid_t kernels_pid(const struct kernels *kernels)
{
    return worker_pid(kernels->worker);
}

void kernels_stop(struct kernels *kernels)
{
    if (kernels == NULL)
        return;
    worker_stop(kernels->worker);
    g_clear_pointer(&kernels->cases, g_ptr_array_unref);
    g_free(kernels);
}

bool kernels_have_time(double spent_s, double rotation_s, double plans_s)
{
    return spent_s + rotation_s < most_share * plans_s;
}
