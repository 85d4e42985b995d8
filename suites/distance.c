// SPDX-License-Identifier: MIT
// Data in the order that a vector needs: the distances of 100,000 pairs of points.
//
// A vector instruction loads neighbours. With an array of structs the neighbour of an x is a y, so
// a vectorised loop would first have to sort them out. With an array for each coordinate eight x
// lie side by side, and the compiler vectorises the plain loop: with the 4 floats that every x86-64
// has (`arrays`) or with 8 (`avx2`).
//
// Expect 2 to 5 times from `arrays`, as the square roots go four at a time too, and little more
// from `avx2`: the points come from the second- or third-level cache, which soon is the limit.
//
// Built with -fno-math-errno: a sqrtf() that may set errno cannot be vectorised.
#include <benchrun/bench.h>

#include <math.h>

#include "random.h"

enum { N = 100003 }; // no multiple of a vector: some are left over at the end

struct point {
    float x, y, z;
};

static struct pair {
    struct point a, b;
} pairs[N];

// The same pairs as separate arrays.
static float ax[N], ay[N], az[N], bx[N], by[N], bz[N];

static float out[N];

static void *fill(struct bench *bench)
{
    (void)bench;
    struct random random = {1};
    float *arrays[] = {ax, ay, az, bx, by, bz};
    for (size_t i = 0; i < N; i++) {
        for (size_t a = 0; a < 6; a++)
            arrays[a][i] = (float)random_between(&random, -100, 100);
        pairs[i] = (struct pair){{ax[i], ay[i], az[i]}, {bx[i], by[i], bz[i]}};
    }
    return NULL;
}

// gcc's vectoriser belongs to -O3; clang's is at work from -O2 on.
#ifdef __clang__
#define VECTOR
#else
#define VECTOR __attribute__((optimize("O3")))
#endif

static inline float length(float x, float y, float z)
{
    return sqrtf(x * x + y * y + z * z);
}

static void distance_loop(void)
{
    for (size_t i = 0; i < N; i++)
        out[i] = length(pairs[i].a.x - pairs[i].b.x, pairs[i].a.y - pairs[i].b.y,
                        pairs[i].a.z - pairs[i].b.z);
}

VECTOR static void distance_arrays(void)
{
    for (size_t i = 0; i < N; i++)
        out[i] = length(ax[i] - bx[i], ay[i] - by[i], az[i] - bz[i]);
}

#ifdef __x86_64__
__attribute__((target("avx2,fma"))) VECTOR static void distance_avx2(void)
{
    for (size_t i = 0; i < N; i++)
        out[i] = length(ax[i] - bx[i], ay[i] - by[i], az[i] - bz[i]);
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#endif

static void measure(struct bench *bench, void (*function)(void))
{
    BENCH_LOOP (bench) {
        function();
        bench_clobber_memory();
    }
    bench_items(bench, N);
    bench_bytes(bench, N * (sizeof(struct pair) + sizeof(float)));
    bench_output_f32(bench, out, N, 1e-6); // a fused multiply-add rounds once, not twice
}

BENCH(distance, loop, .baseline = true, .setup = fill)
{
    measure(bench, distance_loop);
}

BENCH(distance, arrays, .setup = fill, .min_speedup = 1.3)
{
    measure(bench, distance_arrays);
}

#ifdef __x86_64__
BENCH(distance, avx2, .setup = fill, .skip_unless = has_avx2, .min_speedup = 1.5)
{
    measure(bench, distance_avx2);
}
#endif
