// SPDX-License-Identifier: MIT
// The kernel that the variable KERNEL names, with the slowdown of PERMILLE, for Google Benchmark.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "tests/accuracy/kernels.h"

static void run_kernel(benchmark::State &state)
{
    const char *name = std::getenv("KERNEL");
    const char *permille = std::getenv("PERMILLE");
    const struct kernel *kernel = name != nullptr ? kernel_find(name) : nullptr;
    if (kernel == nullptr || permille == nullptr) {
        state.SkipWithError("KERNEL or PERMILLE is missing");
        return;
    }
    unsigned n = slowed(kernel->n, (unsigned)std::strtoul(permille, nullptr, 10));
    kernel->run(n); // makes what it works on
    for (auto _ : state)
        kernel->run(n);
}
BENCHMARK(run_kernel);
BENCHMARK_MAIN();
