package probe

import (
	"os"
	"path/filepath"
	"testing"
)

// Memory is the machine's, or that of the tightest group around this process.
func TestMemory(t *testing.T) {
	const machine, group = "proc/meminfo", "proc/self/cgroup"
	of := func(dir, name string) string { return filepath.Join("sys/fs/cgroup", dir, "memory."+name) }
	info := "MemTotal:  4000000 kB\nMemAvailable:  1000000 kB\n"
	for name, tt := range map[string]struct {
		files map[string]string
		want  int64
	}{
		"none is known": {nil, 0},
		"the machine's": {map[string]string{machine: info}, 1000000 << 10},
		"a group's": {map[string]string{machine: info, group: "0::/system.slice/hilo.service\n",
			of("system.slice/hilo.service", "max"): "1000000\n", of("system.slice/hilo.service", "current"): "700000\n", of("system.slice/hilo.service", "stat"): "anon 5\ninactive_file 100000\n"}, 400000},
		"that of a group around it": {map[string]string{machine: info, group: "0::/system.slice/hilo.service\n",
			of("system.slice/hilo.service", "max"): "max\n", of("system.slice", "max"): "500000\n", of("system.slice", "current"): "100000\n"}, 400000},
		"a group with room for more": {map[string]string{machine: info, group: "0::/a\n", of("a", "max"): "9000000000000\n"}, 1000000 << 10},
		"a full group":               {map[string]string{machine: info, group: "0::/a\n", of("a", "max"): "1000\n", of("a", "current"): "2000\n"}, 1},
		"groups of old":              {map[string]string{machine: info, group: "3:memory:/a\n2:cpu:/b\n"}, 1000000 << 10},
	} {
		root := t.TempDir()
		for file, text := range tt.files {
			path := filepath.Join(root, file)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := memory(root); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}
