# Run as `sh -c … guardian FOLDER KEEP`, in its own process group, with a pipe from
# the owner as standard input. The pipe closes when the owner lets go, and also when
# it is killed: either way the server ends, and its files go unless they are kept.
folder=$1
keep=$2
cat > /dev/null
if pid=$(head -n 1 "$folder/data/postmaster.pid" 2> /dev/null); then
  kill -INT "$pid" 2> /dev/null
  tries=0
  while [ -e "$folder/data/postmaster.pid" ] && kill -0 "$pid" 2> /dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 1200 ]; then
      kill -QUIT "$pid" 2> /dev/null
      break
    fi
    sleep 0.05
  done
fi
[ "$keep" = keep ] || rm -rf "$folder"
