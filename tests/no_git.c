// SPDX-License-Identifier: MIT
// Takes the place of libgit2 in the unit tests. Criterion links it to show how two texts differ,
// which no test here asks for. The real one loads 15 libraries and reads all certificates of the
// machine in each process: more than half the time of a short test.
int git_libgit2_init(void);
int git_libgit2_shutdown(void);
int git_diff_buffers(void);

int git_libgit2_init(void)
{
    return 1;
}

int git_libgit2_shutdown(void)
{
    return 0;
}

int git_diff_buffers(void)
{
    return -1;
}
