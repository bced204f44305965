import {type SupervisorCommand} from './supervisor-command.js';

/*
$1 is the private directory, $2 the one with staged binaries or nothing, $3 initdb, $4 postgres, $5 what to do with the
template, $6 the lines for postgresql.conf, the rest initdb's parameters. A template to unpack is file 3, one to make is file 4:
nobody else has to be able to open them.

File 5 is the pipe whose other end only the program holds: when it ends, for whatever reason, a background reader asks the
process that runs at the time to quit (SIGQUIT, which ends PostgreSQL at once), and again until it does, because one that has
just begun doesn't listen yet. The reader is a process of its own, so the server goes even if this one was killed.

A server that was ready and ends though nobody asked it to, because somebody killed it, is started again, and recovers. For
a moment it may still find processes of the one before, or be killed while it recovers: then it is started once more, a
hundred times at most before one is ready. Where the processes of the one before get no time to notice that it is gone, because
everybody else wants the processor, that moment is long: the later half of the tries takes half a minute.
*/
const script = `
trap '' HUP INT TERM PIPE
umask 077
directory=$1 staged=$2 initdb=$3 postgres=$4 template=$5 lines=$6
shift 6
exec 5<&0 </dev/null
[ "$template" = unpack ] || exec 3</dev/null
run() {
	stage=$1
	shift
	"$@" <&3 >>"$directory/log" 2>&1 3<&- 5<&- &
	child=$!
	{ read -r nothing <&5; : >"$directory/quit"; tries=100; while kill -QUIT "$child" && [ $((tries -= 1)) -gt 0 ]; do sleep 0.1; done; } >/dev/null 2>&1 &
	reader=$!
	echo "$stage $child"
	wait "$child"
	status=$?
	kill -KILL "$reader"
	wait "$reader"
	return "$status"
} 2>/dev/null
if [ "$template" = unpack ]; then
	run initialising tar -xf - -C "$directory"
else
	run initialising "$initdb" "$@"
fi
status=$?
rm -f "$directory/password"
if [ "$status" -eq 0 ]; then
	[ "$template" = keep ] && run keeping sh -c 'exec tar -cf - -C "$0" data >&4' "$directory" && echo kept
	exec 3</dev/null 4>&-
	printf '%s' "$lines" >>"$directory/data/postgresql.conf"
	starts=0
	while :; do
		run starting "$postgres" -D "$directory/data"
		status=$?
		[ -e "$directory/quit" ] && break
		pid=
		{ read -r pid <"$directory/data/postmaster.pid"; } 2>/dev/null
		[ "$pid" = "$child" ] && grep -q '^ready' "$directory/data/postmaster.pid" && starts=100
		[ $((starts -= 1)) -gt 0 ] || break
		if [ "$starts" -gt 50 ]; then sleep 0.05; else sleep 0.5; fi
	done
fi
echo "ended $status"
tail -n 30 "$directory/log"
rm -rf "$directory" \${staged:+"$staged"} || rm -rf "$directory" \${staged:+"$staged"}
`;

/** A supervisor that is no more than a shell: a megabyte, and there before Node would be. */
export const shellSupervisor: SupervisorCommand = {
	file: '/bin/sh',
	parameters: ['-c', script, 'backoff-bank'],
};
