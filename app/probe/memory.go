package probe

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Memory is how many bytes this process can still get before something is ended: of the
// machine, or of what its groups are allowed (cgroups, version 2). 0: not known.
func Memory() int64 { return memory("/") }

func memory(root string) int64 {
	free := valueIn(filepath.Join(root, "proc/meminfo"), "MemAvailable:") << 10
	own, _ := os.ReadFile(filepath.Join(root, "proc/self/cgroup")) // where there are none, none bounds us
	group, grouped := strings.CutPrefix(strings.TrimSpace(string(own)), "0::")
	for grouped && free > 0 {
		dir := filepath.Join(root, "sys/fs/cgroup", group)
		most, taken := number(filepath.Join(dir, "memory.max")), number(filepath.Join(dir, "memory.current"))
		if most > 0 {
			back := valueIn(filepath.Join(dir, "memory.stat"), "inactive_file") // it is given back for the asking
			free = min(free, max(1, most-taken+back))
		}
		grouped, group = group != "/" && group != "." && group != "", filepath.Dir(group)
	}
	return free
}

// number is what a file holds; 0: none, as "max" is.
func number(file string) int64 {
	text, _ := os.ReadFile(file)
	n, _ := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return n
}

// valueIn is the number behind a name at the beginning of a line; 0: none.
func valueIn(file, name string) int64 {
	f, err := os.Open(file)
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if word := strings.Fields(lines.Text()); len(word) > 1 && word[0] == name {
			n, _ := strconv.ParseInt(word[1], 10, 64)
			return n
		}
	}
	return 0
}
