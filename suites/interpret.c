// SPDX-License-Identifier: MIT
// Interpretation: y[i] = 2 x[i]^2 + 3 x[i] + 1 for a thousand numbers, as an interpreter runs it
// and as a compiler has it run.
//
// The plainest interpreter walks the tree that a parser leaves, in which each node knows the
// function that evaluates it: the baseline. `bytecode` has the same program flat, for a machine
// with a stack. Both find out anew for each number what to do next; to compiled code it is known,
// and a number costs one load and one store instead of dozens. Expect bytecode between as fast as
// the tree and twice as fast, ten times and more from compiling, and the width of a vector on top.
#include <benchrun/bench.h>

#include <stdlib.h>

#include "suites/random.h"
#include "suites/support/vector_code.h"

enum { N_NUMBERS = 1000 };

/** What a program works on. */
struct numbers {
    float x[N_NUMBERS];
    float y[N_NUMBERS];
    size_t i; // the loop's counter, where it is the interpreter's
};

static void *numbers_new(struct bench *bench)
{
    struct numbers *numbers = calloc(1, sizeof *numbers);
    if (numbers == NULL) {
        bench_fail(bench, "no memory for the numbers");
        return NULL;
    }
    struct random random = {4};
    for (size_t i = 0; i < N_NUMBERS; i++)
        numbers->x[i] = (float)random_between(&random, -1, 1);
    return numbers;
}

static void report(struct bench *bench, const struct numbers *numbers)
{
    bench_items(bench, N_NUMBERS);
    // Compiled code may fuse a multiplication with an addition, and then rounds once.
    bench_output_f32(bench, numbers->y, N_NUMBERS, 1e-6);
}

#define OPTIONS .setup = numbers_new, .teardown = free

// ---- A tree of nodes

struct node {
    float (*evaluate)(const struct node *node, struct numbers *numbers);
    const struct node *left, *right;
    float constant;
};

static float evaluate(const struct node *node, struct numbers *numbers)
{
    return node->evaluate(node, numbers);
}

static float constant(const struct node *node, struct numbers *numbers)
{
    (void)numbers;
    return node->constant;
}

static float load(const struct node *node, struct numbers *numbers)
{
    (void)node;
    return numbers->x[numbers->i];
}

static float add(const struct node *node, struct numbers *numbers)
{
    return evaluate(node->left, numbers) + evaluate(node->right, numbers);
}

static float multiply(const struct node *node, struct numbers *numbers)
{
    return evaluate(node->left, numbers) * evaluate(node->right, numbers);
}

static float store(const struct node *node, struct numbers *numbers)
{
    return numbers->y[numbers->i] = evaluate(node->left, numbers);
}

static float for_each(const struct node *node, struct numbers *numbers)
{
    for (numbers->i = 0; numbers->i < N_NUMBERS; numbers->i++)
        evaluate(node->left, numbers);
    return 0;
}

// (2 x + 3) x + 1, from the leaves to the root.
static const struct node number = {.evaluate = load};
static const struct node one = {.evaluate = constant, .constant = 1};
static const struct node two = {.evaluate = constant, .constant = 2};
static const struct node three = {.evaluate = constant, .constant = 3};
static const struct node twice = {.evaluate = multiply, .left = &two, .right = &number};
static const struct node factor = {.evaluate = add, .left = &twice, .right = &three};
static const struct node product = {.evaluate = multiply, .left = &factor, .right = &number};
static const struct node sum = {.evaluate = add, .left = &product, .right = &one};
static const struct node assignment = {.evaluate = store, .left = &sum};
static const struct node tree = {.evaluate = for_each, .left = &assignment};

BENCH(polynomial, tree, .baseline = true, OPTIONS)
{
    struct numbers *numbers = bench_fixture(bench);
    const struct node *program = &tree;
    BENCH_LOOP (bench) {
        bench_hide(program); // or the compiler might compile it
        evaluate(program, numbers);
        bench_clobber_memory();
    }
    report(bench, numbers);
}

// ---- Bytecode for a machine with a stack

struct instruction {
    enum { CONSTANT, LOAD, ADD, MULTIPLY, STORE, LOOP } operation;
    float constant;
};

static const struct instruction bytecode[] = {
    {CONSTANT, 2}, {LOAD, 0},     {MULTIPLY, 0}, {CONSTANT, 3}, {ADD, 0},  {LOAD, 0},
    {MULTIPLY, 0}, {CONSTANT, 1}, {ADD, 0},      {STORE, 0},    {LOOP, 0},
};

__attribute__((noinline)) static void run(const struct instruction *program,
                                          struct numbers *numbers)
{
    float stack[8];
    float *top = stack; // the first that is free
    numbers->i = 0;
    for (const struct instruction *next = program;;) {
        const struct instruction *instruction = next++;
        switch (instruction->operation) {
        case CONSTANT:
            *top++ = instruction->constant;
            break;
        case LOAD:
            *top++ = numbers->x[numbers->i];
            break;
        case ADD:
            top--;
            top[-1] += top[0];
            break;
        case MULTIPLY:
            top--;
            top[-1] *= top[0];
            break;
        case STORE:
            numbers->y[numbers->i] = *--top;
            break;
        case LOOP: // to the start, for the next number
            if (++numbers->i == N_NUMBERS)
                return;
            next = program;
            break;
        }
    }
}

BENCH(polynomial, bytecode, OPTIONS)
{
    struct numbers *numbers = bench_fixture(bench);
    const struct instruction *program = bytecode;
    BENCH_LOOP (bench) {
        bench_hide(program);
        run(program, numbers);
        bench_clobber_memory();
    }
    report(bench, numbers);
}

// ---- Compiled

typedef void compute_function(const float *restrict x, float *restrict y);

static inline float polynomial(float x)
{
    return (2 * x + 3) * x + 1;
}

__attribute__((noinline)) SCALAR_CODE static void compute(const float *restrict x,
                                                          float *restrict y)
{
    SCALAR_LOOP
    for (size_t i = 0; i < N_NUMBERS; i++)
        y[i] = polynomial(x[i]);
}

// With the vectors that every CPU of the architecture has: 4 floats on x86-64.
__attribute__((noinline)) VECTOR_CODE static void compute_vectors(const float *restrict x,
                                                                  float *restrict y)
{
    VECTOR_LOOP
    for (size_t i = 0; i < N_NUMBERS; i++)
        y[i] = polynomial(x[i]);
}

static void measure_compiled(struct bench *bench, compute_function *function)
{
    struct numbers *numbers = bench_fixture(bench);
    BENCH_LOOP (bench) {
        function(numbers->x, numbers->y);
        bench_clobber_memory();
    }
    report(bench, numbers);
}

BENCH(polynomial, compiled, OPTIONS, .min_speedup = 4)
{
    measure_compiled(bench, compute);
}

BENCH(polynomial, vectorised, OPTIONS, .min_speedup = 8)
{
    measure_compiled(bench, compute_vectors);
}
