// SPDX-License-Identifier: MIT
// serves: an epoll loop that answers requests of a process of its own, each of 64 bytes over one of
// 16 connections. serves SECONDS: prints how many it answered in a second.
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 16, BYTES = 64 };

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void ask(const int *connections)
{
    char request[BYTES] = "";
    for (;;) {
        for (int i = 0; i < CONNECTIONS; i++)
            if (write(connections[i], request, BYTES) != BYTES)
                return;
        for (int i = 0; i < CONNECTIONS; i++)
            if (read(connections[i], request, BYTES) != BYTES)
                return;
    }
}

static double serve(int epoll, double end_s)
{
    struct epoll_event events[CONNECTIONS];
    char request[BYTES];
    unsigned long answered = 0;
    double began_s = now_s();
    while (now_s() < end_s) {
        int n = epoll_wait(epoll, events, CONNECTIONS, 1000);
        for (int i = 0; i < n; i++)
            if (read(events[i].data.fd, request, BYTES) == BYTES)
                answered += write(events[i].data.fd, request, BYTES) == BYTES;
    }
    return (double)answered / (now_s() - began_s);
}

int main(int argc, char **argv)
{
    int clients[CONNECTIONS];
    int servers[CONNECTIONS];
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < CONNECTIONS; i++) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
            return 1;
        clients[i] = ends[0];
        servers[i] = ends[1];
        epoll_ctl(epoll, EPOLL_CTL_ADD, servers[i],
                  &(struct epoll_event){.events = EPOLLIN, .data.fd = servers[i]});
    }
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < CONNECTIONS; i++)
            close(servers[i]);
        ask(clients);
        _exit(0);
    }
    for (int i = 0; i < CONNECTIONS; i++)
        close(clients[i]);
    printf("%.0f\n", serve(epoll, now_s() + (argc > 1 ? atof(argv[1]) : 1)));
    for (int i = 0; i < CONNECTIONS; i++)
        close(servers[i]);
    waitpid(pid, NULL, 0);
    return 0;
}
