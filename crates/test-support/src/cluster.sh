# Starts a throwaway PostgreSQL cluster and takes it away when nobody uses it any longer.
#   $1 the folder of the cluster   $2 the lock file that every test process holds   the rest: how to drop privileges
set -eu
folder=$1 lock=$2
shift 2

"$@" initdb --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 --no-sync \
    --locale C.UTF-8 --locale-provider icu --icu-locale sv-SE ||
    { rm -rf "$folder/data"
      "$@" initdb --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 --no-sync --locale C; }

"$@" postgres -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c full_page_writes=off \
    -c synchronous_commit=off -c max_connections=400 -c shared_buffers=64MB -c jit=off -c max_wal_size=256MB &

while :; do
    # The kernel gives a lock back when its process ends, however it ends, so this waits for the last of them.
    flock --exclusive "$lock" true
    # The next test binary of the same run begins in a moment.
    sleep 10
    if flock --exclusive --nonblock "$lock" \
        sh -c 'kill -INT "$(head -n 1 "$1/data/postmaster.pid")"; wait; rm -rf "$1"' - "$folder"; then
        exit
    fi
done
