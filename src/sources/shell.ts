/**
 * Scripts run as the input of a plain `sh`, so that the login shell of the account (csh, fish) and its quoting do not
 * matter. They are wrapped in `{ … }`: the shell reads the whole before it runs the first word.
 */

/** The programs of a cluster node live in sbin, which a non-root login does not search; messages must be English. */
export const SETTINGS = 'PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; LC_ALL=C; export PATH LC_ALL';

/** A word that no shell takes apart. */
export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A script that runs to its end; its commands see no input. */
export const oneShot = (script: string): string => `{ ${SETTINGS}\n${script}\n} </dev/null; exit $?\n`;

/**
 * A script that goes on until we end it. `script` must end in `exec PROGRAM …`. When our end of stdin is closed (by
 * stop(), by the end of the connection, or because this program was killed) the program gets TERM, two seconds later
 * KILL: `tail` and `tcpdump` alone would live until they next write. A line on stdin names a signal to send: `USR1`.
 */
export const guarded = (script: string): string => `{ ${SETTINGS}
exec 3<&0
( exec 3<&-
${script}
) </dev/null &
c=$!
( while read -r s; do kill -s "$s" $c; done
exec 3<&-
kill $c && sleep 2 && kill -9 $c ) <&3 >/dev/null 2>&1 &
w=$!
exec 3<&- </dev/null
wait $c
r=$?
kill $w 2>/dev/null
exit $r
}
`;
