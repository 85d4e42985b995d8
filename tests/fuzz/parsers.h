// SPDX-License-Identifier: MIT
#pragma once
// What the targets are made of. Each takes any bytes, and ends the process where a promise is
// broken; a sanitizer sees the rest.
#include <stddef.h>
#include <stdint.h>

/** A result file; what can be read is written and read again. */
void fuzz_run_file(const uint8_t *data, size_t size);

/**
 * The same file: what can be read is summed up, decided, drawn, merged and rendered in every
 * format, and each report holds nothing that its readers would obey, and no infinite number.
 */
void fuzz_reports(const uint8_t *data, size_t size);

// Of workers: a reply line, all keys that the host asks for; an answer to `check`, compared with
// itself and with nothing; a list of cases; all answers of a measurement; what goes to stderr.
void fuzz_reply(const uint8_t *data, size_t size);
void fuzz_outputs(const uint8_t *data, size_t size);
void fuzz_list(const uint8_t *data, size_t size);
void fuzz_station(const uint8_t *data, size_t size);
void fuzz_last_words(const uint8_t *data, size_t size);

/** Lines to a worker, which answers each of them. */
void fuzz_request(const uint8_t *data, size_t size);

/** A profile; what can be read is written, merged with itself, added up and rendered. */
void fuzz_profile(const uint8_t *data, size_t size);

// Files that are obeyed.
void fuzz_journal(const uint8_t *data, size_t size);
void fuzz_config(const uint8_t *data, size_t size);
void fuzz_job(const uint8_t *data, size_t size);
void fuzz_bisect_file(const uint8_t *data, size_t size);
void fuzz_tuned(const uint8_t *data, size_t size);

// A file of Google Benchmark or hyperfine, added to a history; a file of SQLite; commits.
void fuzz_import(const uint8_t *data, size_t size);
void fuzz_history(const uint8_t *data, size_t size);
void fuzz_ancestry(const uint8_t *data, size_t size);

// A program; a program, a zero byte in front of it being the end of what objdump prints; lines of
// objdump; what gcc says of loops.
void fuzz_elf(const uint8_t *data, size_t size);
void fuzz_code(const uint8_t *data, size_t size);
void fuzz_instructions(const uint8_t *data, size_t size);
void fuzz_vector_report(const uint8_t *data, size_t size);

// What programs show of their spans, and benchruns of themselves, printed as `ps` does; what the
// library of `watch` notes; traces of spans; paths of allocations with the maps of their process;
// what the kernel says of samples; maps.
void fuzz_span_table(const uint8_t *data, size_t size);
void fuzz_run_card(const uint8_t *data, size_t size);
void fuzz_watch(const uint8_t *data, size_t size);
void fuzz_trace(const uint8_t *data, size_t size);
void fuzz_paths(const uint8_t *data, size_t size);
void fuzz_perf(const uint8_t *data, size_t size);
void fuzz_maps(const uint8_t *data, size_t size);

// What is printed by others.
void fuzz_callgrind(const uint8_t *data, size_t size);
void fuzz_gcov(const uint8_t *data, size_t size);
void fuzz_git(const uint8_t *data, size_t size);
void fuzz_squeue(const uint8_t *data, size_t size);
void fuzz_proc(const uint8_t *data, size_t size);

// A text through all that escapes; as every text of every page; as a picture; in a chart.
void fuzz_escapes(const uint8_t *data, size_t size);
void fuzz_pages(const uint8_t *data, size_t size);
void fuzz_svg(const uint8_t *data, size_t size);
void fuzz_charts(const uint8_t *data, size_t size);
