# SPDX-License-Identifier: MIT
# A Slurm of four nodes on this machine, in the folder of the test file alone: its own munge, ports
# and configuration.

# Five ports that nobody listens on.
free_ports() {
    /usr/bin/python3 -c '
import socket
sockets = [socket.socket() for _ in range(5)]
for one in sockets:
    one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in sockets))'
}

write_slurm_conf() {
    local host ports node
    host=$(hostname)
    read -ra ports < <(free_ports)
    cat >"$CLUSTER/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=${ports[0]}
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$CLUSTER/munge.socket
CredType=cred/munge
StateSaveLocation=$CLUSTER/state
SlurmdSpoolDir=$CLUSTER/spool/%n
SlurmctldPidFile=$CLUSTER/slurmctld.pid
SlurmdPidFile=$CLUSTER/%n.pid
SlurmctldLogFile=$CLUSTER/slurmctld.log
SlurmdLogFile=$CLUSTER/%n.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
MpiDefault=none
ReturnToService=2
SlurmdTimeout=300
KillWait=10
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0
PartitionName=main Nodes=ALL Default=YES State=UP MaxTime=INFINITE
CONF
    for node in 1 2 3 4; do
        echo "NodeName=n$node NodeHostname=$host NodeAddr=127.0.0.1 Port=${ports[$node]} CPUs=1 Feature=kind$((node % 2))"
    done >>"$CLUSTER/slurm.conf"
}

start_node() {
    slurmd -N "$1"
}

nodes_are() {
    [ "$(sinfo -h -o %D -t "$1" 2>/dev/null)" = "$2" ]
}

controller_answers() {
    scontrol ping 2>/dev/null | grep -q UP
}

# Files that other tests of this machine may not see: daemons of Slurm and munge insist on it.
try_cluster() {
    mkdir -p "$CLUSTER/state" "$CLUSTER/spool"
    write_slurm_conf
    slurmctld && wait_for controller_answers || return 1
    for node in n1 n2 n3 n4; do
        start_node "$node" || return 1
    done
    wait_for nodes_are idle 4
}

start_cluster() {
    export CLUSTER=$BATS_FILE_TMPDIR/cluster
    export SLURM_CONF=$CLUSTER/slurm.conf
    export PATH=$PATH:/usr/sbin
    mkdir -p "$CLUSTER"
    chmod 755 "$CLUSTER"
    head -c 128 /dev/urandom >"$CLUSTER/munge.key"
    chmod 600 "$CLUSTER/munge.key"
    munged --force --socket="$CLUSTER/munge.socket" --key-file="$CLUSTER/munge.key" \
        --pid-file="$CLUSTER/munged.pid" --log-file="$CLUSTER/munged.log" --seed-file="$CLUSTER/munge.seed"
    # Somebody else may take a port between the choice and its use.
    try_cluster || { end_daemons slurmctld n1 n2 n3 n4 && try_cluster; }
}

has_ended() {
    [ ! -e "$CLUSTER/$1.pid" ] || is_dead "$(<"$CLUSTER/$1.pid")"
}

end_daemons() {
    local name
    for name in "$@"; do
        has_ended "$name" || kill "$(<"$CLUSTER/$name.pid")" 2>/dev/null || true
    done
    for name in "$@"; do
        wait_for has_ended "$name" || kill -9 "$(<"$CLUSTER/$name.pid")" 2>/dev/null || true
    done
}

# The processes of jobs on a node.
list_jobs_of() {
    local file
    for file in $(carriers "SLURMD_NODENAME=$1"); do
        ! grep -qzxF "CLUSTER=$CLUSTER" "$file" || basename "$(dirname "$file")"
    done
}

# A node, what starts jobs on it, and these, as when its power fails.
kill_node() {
    local pid parent
    kill -9 "$(<"$CLUSTER/$1.pid")"
    for pid in $(list_jobs_of "$1"); do
        parent=$(sed 's/.*) . \([0-9]*\) .*/\1/' "/proc/$pid/stat" 2>/dev/null) || continue
        ! grep -q '^slurmstepd' "/proc/$parent/cmdline" 2>/dev/null || kill -9 "$parent"
    done
    for pid in $(list_jobs_of "$1"); do
        kill -9 "$pid" 2>/dev/null || true
    done
    rm -f "$CLUSTER/$1.pid"
}

# Whatever happened before: jobs first, which are known by their environment.
end_cluster() {
    local node pid
    for node in n1 n2 n3 n4; do
        for pid in $(list_jobs_of "$node"); do
            kill -9 "$pid" 2>/dev/null || true
        done
    done
    end_daemons slurmctld n1 n2 n3 n4 munged
}
