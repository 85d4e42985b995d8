// SPDX-License-Identifier: MIT
#pragma once
// The constants that worker and host agree on; the protocol itself is docs/protocol.md.

#define PROTOCOL_VERSION 1
// The first word of the worker's greeting: `benchrun-worker 1 library=1.0.0-rc1 pid=42`.
#define PROTOCOL_GREETING "benchrun-worker"
// Makes a suite a worker; the only argument that the suite itself handles.
#define PROTOCOL_WORKER_FLAG "--benchrun-worker"
// A request line longer than this, newline included, is answered with an error.
#define PROTOCOL_MAX_REQUEST_BYTES 512
// A reply line is never longer than this, newline included.
#define PROTOCOL_MAX_REPLY_BYTES 65536
// In the environment: the CPUs that benchrun may use, for BENCH_ALL_CPUS.
#define PROTOCOL_CPUS_VARIABLE "BENCHRUN_CPUS"
// The same: the seconds that benchrun waits for an answer.
#define PROTOCOL_TIMEOUT_VARIABLE "BENCHRUN_TIMEOUT"
// Where a worker of commands has the files that their stdout and stderr go to.
#define PROTOCOL_SHOWN_OUT 190
#define PROTOCOL_SHOWN_ERROR 191
// Metrics that one case may report.
#define PROTOCOL_MAX_METRICS 16
