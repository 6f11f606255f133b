# Run as `sh -c … guardian FOLDER`, in its own process group, with a pipe from the
# owner as standard input. The pipe closes when the owner lets go, and also when it
# is killed: either way the server ends and its files go.
folder=$1
cat > /dev/null
if [ -e "$folder/running" ] && pid=$(head -n 1 "$folder/data/postmaster.pid" 2> /dev/null); then
  kill -QUIT "$pid" 2> /dev/null
  tries=0
  # It removes its file last. The process itself may stay as a zombie until
  # somebody reaps it, so its number alone says little.
  while [ -e "$folder/data/postmaster.pid" ] && kill -0 "$pid" 2> /dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then
      kill -KILL "$pid" 2> /dev/null
      break
    fi
    sleep 0.05
  done
fi
rm -rf "$folder"
