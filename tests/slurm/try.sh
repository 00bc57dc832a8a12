#!/bin/sh
# Builds the same corpus on a real slurmctld and slurmd (loopback, one node) and without them, and compares every byte of the tables.
#
#   sudo tests/slurm/try.sh [PYTHON] [DOCUMENTS]
#
# PYTHON has Pilcrow's requirements and snakemake-executor-plugin-slurm. Needs Debian's slurm-wlm and munge, and root. It writes
# /etc/munge/munge.key if there is none, and links /etc/slurm/slurm.conf while it runs; all else is in a temporary folder. It ends only the daemons that it started.
set -eu
repository=$(cd "$(dirname "$0")/../.." && pwd)
python=$(command -v "${1:-$repository/.venv/bin/python}")
# The builds run in other folders, so a path from here would not be found there.
python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python")
documents=${2:-100}
folder=$(mktemp -d)
host=$(hostname -s)
unset PYTHONDONTWRITEBYTECODE PYTHONPATH || true
started=""
linked=""

finish() {
    for process in $started; do kill "$process" 2>/dev/null || true; done
    wait
    [ -z "$linked" ] || rm -f /etc/slurm/slurm.conf
    rm -rf "$folder"
}
trap finish EXIT

cat > "$folder/slurm.conf" <<CONF
ClusterName=pilcrow
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
CryptoType=crypto/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=4000 State=UNKNOWN
PartitionName=local Nodes=ALL Default=YES MaxTime=120 State=UP
CONF
mkdir -p "$folder/state" "$folder/spool"
export SLURM_CONF="$folder/slurm.conf"
# A job's own srun looks here alone.
[ -e /etc/slurm/slurm.conf ] && { echo "There is a SLURM on this machine: /etc/slurm/slurm.conf. Nothing was done."; exit 1; }
mkdir -p /etc/slurm
ln -s "$SLURM_CONF" /etc/slurm/slurm.conf
linked=yes
[ -s /etc/munge/munge.key ] || { mkdir -p /etc/munge; head -c 1024 /dev/urandom > /etc/munge/munge.key; chmod 400 /etc/munge/munge.key; }
munged --foreground --force --key-file /etc/munge/munge.key --socket "$folder/munge.socket" --pid-file "$folder/munged.pid" \
    --log-file "$folder/munged.log" --seed-file "$folder/munged.seed" >/dev/null 2>&1 &
started="$started $!"
echo "AuthInfo=socket=$folder/munge.socket" >> "$folder/slurm.conf"
sleep 1
slurmctld -D -f "$SLURM_CONF" >/dev/null 2>&1 &
started="$started $!"
slurmd -D -f "$SLURM_CONF" >/dev/null 2>&1 &
started="$started $!"
for _ in $(seq 30); do
    sinfo -h -o %T 2>/dev/null | grep -q idle && break
    sleep 1
done
sinfo -h -o "slurm: node %N is %T" || { tail -n 20 "$folder"/*.log; exit 1; }

"$python" "$repository/benchmarks/corpus.py" --documents "$documents" --make "$folder/cluster"
cp -r "$folder/cluster" "$folder/alone"
(cd "$folder/alone" && time -p "$python" -m snakemake tables)
(cd "$folder/cluster" && time -p "$python" -m snakemake --workflow-profile profiles/slurm tables) || {
    find "$folder/cluster/.snakemake/slurm_logs" -name '*.log' -exec tail -n 40 {} + 2>/dev/null
    exit 1
}
(cd "$folder/cluster" && "$python" -m snakemake tables)
diff -r --exclude=logs --exclude=benchmarks --exclude='.*' "$folder/alone/results" "$folder/cluster/results" && echo "The same bytes on the cluster and alone."
