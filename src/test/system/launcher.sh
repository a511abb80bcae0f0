#!/bin/sh
# The launcher and the installer in a copy of the checkout whose path holds blanks: first builds at once, links, failing
# builds, missing Java, installing and uninstalling.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP

expect() { # WHAT FOUND WANTED
  [ "$2" = "$3" ] || {
    printf 'launcher: %s: found "%s", wanted "%s"\n' "$1" "$2" "$3" >&2
    exit 1
  }
}

copy="$folder/a check out"
mkdir "$copy"
(cd "$root" && git ls-files -z | xargs -0 cp -P --parents -t "$copy")
version="totp $(sed -n 's/.*TEXT = "\(.*\)".*/\1/p' "$root/src/main/java/totp/cli/session/Version.java")"

# Eight first runs at once: all answer, one builds.
i=0
while [ $i -lt 8 ]; do
  (cd / && "$copy/scripts/totp" version >"$folder/out.$i" 2>"$folder/err.$i") &
  i=$((i + 1))
done
wait
i=0
while [ $i -lt 8 ]; do
  expect "first run $i" "$(cat "$folder/out.$i")" "$version"
  expect "first run $i, standard error" "$(cat "$folder/err.$i")" ""
  i=$((i + 1))
done
expect "left over" "$(find "$copy/target" -maxdepth 1 -name 'quick*' -o -maxdepth 1 -name '*lock*')" ""

# What a build and an install make for the next start, for every kind of class path; without one nobody notices but by the clock.
archives() { # FOLDER [JAVA_HOME]
  find "$1" -maxdepth 1 \( -name '*.aot' -o -name '*.jsa' \) | grep -F -- "-${2##*/}." | sed 's/.*[/]totp//; s/-[0-9].*//' |
    sort | tr '\n' ' '
}
java_of() { # FOLDER
  sed -n 1p "$1/java-home"
}
expect "archives of a build" "$(archives "$copy/target/app" "$(java_of "$copy/target/app")")" " -asking -aws -pictures "
expect "failures of rehearsals" "$(cat "$copy/target/app/archives.log" 2>/dev/null)" ""

# Links, relative and in a chain, from another folder.
mkdir "$folder/bin"
ln -s "../a check out/scripts/totp" "$folder/bin/one"
ln -s one "$folder/bin/two"
expect "through a chain of links" "$(cd /tmp && "$folder/bin/two" version)" "$version"
expect "found on the PATH" "$(cd /tmp && PATH="$folder/bin:$PATH" two version)" "$version"
expect "arguments with blanks" "$("$folder/bin/one" code 'a  b' --vault "$folder/no vault" 2>&1 | head -n 1)" \
  "totp: error: there is no vault at $folder/no vault"

# A JAVA_HOME that is gone must not lock anybody out.
expect "JAVA_HOME that is gone" "$(JAVA_HOME=/nonexistent "$folder/bin/one" version 2>/dev/null)" "$version"

# Neither other people's options for Java, nor files of the folder, nor a limit of memory make Java talk.
expect "options for every Java" "$(JAVA_TOOL_OPTIONS=-Dx=y JDK_JAVA_OPTIONS=-Dx=y _JAVA_OPTIONS=-Dx=y "$folder/bin/one" version 2>&1)" "$version"
echo '-XX:+UseSerialGC' >"$folder/.hotspotrc"
expect "a file .hotspotrc" "$(cd "$folder" && "$folder/bin/one" version 2>&1)" "$version"
# shellcheck disable=SC3045 # every sh that totp runs with has it
expect "little memory" "$(ulimit -v 1200000 && "$folder/bin/one" version 2>&1)" "$version"
code=0
mkdir "$folder/callers"
# shellcheck disable=SC3045
out=$(cd "$folder/callers" && ulimit -v 200000 && "$folder/bin/one" version 2>"$folder/err") || code=$?
expect "files that a dying Java leaves in the caller's folder" "$(ls -A "$folder/callers")" ""
expect "exit code without the memory for a Java" "$code" 13
expect "errors without the memory for a Java" "$(cat "$folder/err")" \
  "totp: error: Java does not start within the memory that a process may have here
totp: hint: a larger limit helps: ulimit -v, ulimit -d"

# No core file, whoever asks for one.
mkdir "$folder/cores"
(
  cd "$folder/cores"
  # shellcheck disable=SC3045
  ulimit -c unlimited 2>/dev/null || :
  printf 'GEZDGNBVGY3TQOJQ' | "$folder/bin/one" code - --follow >out 2>/dev/null &
  pid=$!
  while [ ! -s out ]; do sleep 0.1; done
  expect "limit of core files" "$(sed -n 's/^Max core file size *\([0-9a-z]*\).*/\1/p' "/proc/$pid/limits")" 0
  kill -ABRT "$pid"
  wait "$pid" || :
  expect "core files" "$(find . -name 'core*')" ""
)

# Newer sources are built; a failed build is one line, and no older program runs.
echo 'this is not Java' >"$copy/src/main/java/totp/Broken.java"
code=0
out=$("$folder/bin/one" version 2>"$folder/err") || code=$?
expect "exit code of a failed build" "$code" 1
expect "standard output of a failed build" "$out" ""
expect "errors of a failed build" "$(grep -c '^totp: error: ' "$folder/err")" 1
rm "$copy/src/main/java/totp/Broken.java"
expect "after the mend" "$("$folder/bin/one" version)" "$version"

# Installed, moved away from the checkout, uninstalled.
prefix="$folder/a prefix"
"$copy/scripts/install" --prefix "$prefix" >/dev/null 2>&1
real=$(java_of "$prefix/lib/totp")
expect "archives of an install" "$(archives "$prefix/lib/totp" "$real")" " -asking -aws -pictures "
# What man and the shells look for.
manual() { # PREFIX
  (cd "$1" && find share -type f | sed 's/totp-[a-z]*[.]1/totp-*.1/' | sort -u | tr '\n' ' ')
}
expect "manual pages and completion" "$(manual "$prefix")" \
  "share/bash-completion/completions/totp share/fish/vendor_completions.d/totp.fish share/man/man1/totp-*.1 share/man/man1/totp.1 share/man/man5/totp-vault.5 share/zsh/site-functions/_totp "
expect "what a run prints and what was installed" "$("$prefix/bin/totp" completion bash)" \
  "$(cat "$prefix/share/bash-completion/completions/totp")"
# A page of a command that is gone goes with the next installation, and nothing else does.
printf 'share/man/man1/totp-former.1\nshare/man/man1/other.1\nshare/../../totp\n' >>"$prefix/lib/totp/manual"
touch "$prefix/share/man/man1/totp-former.1" "$prefix/share/man/man1/other.1" "$folder/totp"
"$copy/scripts/install" --prefix "$prefix" >/dev/null 2>&1
expect "a page of a former command" "$(cd "$prefix/share/man/man1" && ls totp-former.1 other.1 2>/dev/null)" "other.1"
expect "a file outside" "$(cd "$folder" && ls totp)" "totp"
rm "$prefix/share/man/man1/other.1"
# They are used: the scanner's classes come from the archive, and not from their jars.
# A Java home of our own says where they come from, since the launcher passes no options for other Javas on. Its folder has the
# name of the real one, by which the launcher knows it.
jdk="$folder/jdk/${real##*/}"
telling_java() { # JAVA_HOME
  mkdir -p "$folder/jdk/${1##*/}/bin"
  cp "$1/release" "$folder/jdk/${1##*/}/release"
  cat >"$folder/jdk/${1##*/}/bin/java" <<END
#!/bin/sh
left=\$#
while [ "\$left" -gt 0 ]; do
  [ "\$1" != -cp ] || set -- "\$@" -Xlog:class+load:file=/dev/stdout
  word=\$1
  shift
  set -- "\$@" "\$word"
  left=\$((left - 1))
done
exec "$1/bin/java" "\$@"
END
  chmod +x "$folder/jdk/${1##*/}/bin/java"
}
telling_java "$real"
shared=$(JAVA_HOME="$jdk" "$prefix/bin/totp" scan /dev/null 2>/dev/null |
  grep -c 'totp[.]cli[.]intake[.]ScanCommand source: shared' || :)
expect "classes from the archive of pictures" "$shared" 1

# What a start loads beside the archive is what it costs; a rehearsal that forgets a command, or a class that no archive takes,
# shows here whatever else the machine is doing. In a folder without a blank: Java 17 takes no class from an archive for a jar
# whose path it has to encode.
plain="$folder/prefix"
"$copy/scripts/install" --prefix "$plain" >/dev/null 2>&1
outside() { # JAVA_HOME WORD...
  jdk_of_run=$1
  shift
  JAVA_HOME="$jdk_of_run" "$plain/bin/totp" "$@" <"$folder/seed" 2>/dev/null | grep ' source: ' | grep -vc 'shared objects file' || :
}
few() { # NAME NUMBER
  [ "$2" -le 12 ] || {
    printf '%s: %s classes from outside the archive\n' "$1" "$2" >&2
    exit 1
  }
}
printf 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n' >"$folder/seed"
printf 'correct horse battery staple' >"$folder/passphrase"
chmod 600 "$folder/passphrase"
export XDG_RUNTIME_DIR="$folder/run" XDG_STATE_HOME="$folder/state" TOTP_VAULT="$folder/unlocked.totp"
mkdir -m 700 "$XDG_RUNTIME_DIR"
"$plain/bin/totp" init -q --passphrase-file "$folder/passphrase" --no-recovery-key --kdf-memory 8 --kdf-passes 1
"$plain/bin/totp" add one -q --passphrase-file "$folder/passphrase" --from "$folder/seed"
javas=0
for java in "$real" /usr/lib/jvm/java-17-openjdk-amd64 /usr/lib/jvm/java-17-openjdk-arm64; do
  [ -x "$java/bin/java" ] || continue
  [ "$java" != "$real" ] || [ "$javas" -eq 0 ] || continue
  javas=$((javas + 1))
  # A Java that no install has seen gets its archives in the background, by JAVA_HOME as well as without.
  JAVA_HOME=$java "$plain/bin/totp" version >"$folder/out"
  expect "a first run with $java" "$(cat "$folder/out")" "$version"
  for _ in $(seq 600); do
    [ "$(archives "$plain/lib/totp" "$java")" != " -asking -aws -pictures " ] || break
    sleep 0.1
  done
  expect "archives for $java" "$(archives "$plain/lib/totp" "$java")" " -asking -aws -pictures "
  telling_java "$java"
  telling="$folder/jdk/${java##*/}"
  few "$java: version" "$(outside "$telling" version)"
  few "$java: help" "$(outside "$telling" help)"
  few "$java: help code" "$(outside "$telling" help code)"
  few "$java: list --help" "$(outside "$telling" list --help)"
  few "$java: help options" "$(outside "$telling" help options)"
  few "$java: key add --help" "$(outside "$telling" key add --help)"
  few "$java: code -" "$(outside "$telling" code -)"
  few "$java: list, locked" "$(outside "$telling" list --passphrase-file "$folder/passphrase")"
  few "$java: code, locked" "$(outside "$telling" code one --passphrase-file "$folder/passphrase")"
  "$plain/bin/totp" unlock -q --passphrase-file "$folder/passphrase"
  few "$java: code, unlocked" "$(outside "$telling" code one)"
  few "$java: list, unlocked" "$(outside "$telling" list)"
  few "$java: complete names, unlocked" "$(outside "$telling" complete names)"
  loaded=$(JAVA_HOME="$telling" "$plain/bin/totp" code one | grep -c 'source: .*totp[.]\|picocli\|jackson\| totp[.]' || :)
  [ "$loaded" -le 30 ] || {
    printf '%s: a code of the agent loads %s classes of the program\n' "$java" "$loaded" >&2
    exit 1
  }
  "$plain/bin/totp" lock -q
done
unset XDG_RUNTIME_DIR TOTP_VAULT XDG_STATE_HOME
mv "$copy" "$folder/elsewhere"
expect "installed" "$(cd / && "$prefix/bin/totp" version)" "$version"
expect "installed, on the PATH" "$(cd / && PATH="$prefix/bin:$PATH" totp version)" "$version"
# The AWS libraries came along: without them this would be exit 13, and with credentials AWS would be asked.
"$prefix/bin/totp" init -q --vault "$folder/vault.totp" --passphrase-file "$folder/passphrase" --no-recovery-key \
  --kdf-memory 8 --kdf-passes 1
code=0
out=$(env -i PATH="$PATH" HOME="$folder" AWS_EC2_METADATA_DISABLED=true "$prefix/bin/totp" enroll aws \
  --vault "$folder/vault.totp" --passphrase-file "$folder/passphrase" 2>&1) || code=$?
expect "enrolling without credentials" "$code $(printf '%s\n' "$out" | head -n 1)" \
  "10 totp: error: there are no AWS credentials"
"$folder/elsewhere/scripts/install" --uninstall --prefix "$prefix" >/dev/null 2>&1
expect "left after uninstalling" "$(find "$prefix" -not -type d)" ""

echo "launcher: first builds, links, failing builds, install and uninstall are right"
