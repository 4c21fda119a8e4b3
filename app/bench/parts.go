package main

import (
	"cmp"
	"debug/elf"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hilo/app/bench/rig"
)

const (
	partsShown = 10
	binaryMost = 24_000_000
)

// weight weighs the program's file, and what of its code and data the largest modules are.
// The tables that lead from addresses to lines, and the types, are nobody's.
func weight(t *table, file, dir string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	t.aim("the program's file", size(info.Size()), size(binaryMost), "", times(float64(info.Size()), binaryMost))
	named, err := rig.Build(".", filepath.Join(dir, "named"), "-trimpath") // with the names of its parts
	if err != nil {
		return err
	}
	parts, err := modules(named)
	if err != nil {
		return err
	}
	largest := slices.SortedFunc(maps.Keys(parts), func(a, b string) int { return cmp.Compare(parts[b], parts[a]) })
	for _, module := range largest[:min(len(largest), partsShown)] {
		t.add("of it, "+module, size(parts[module]), "", "")
	}
	return nil
}

// modules are the bytes of code and data of each in a program's file.
func modules(file string) (map[string]int64, error) {
	program, err := elf.Open(file)
	if err != nil {
		return nil, err
	}
	defer program.Close()
	symbols, err := program.Symbols()
	if err != nil {
		return nil, err
	}
	parts := map[string]int64{}
	if lines := program.Section(".gopclntab"); lines != nil {
		parts["the tables of lines"] = int64(lines.Size)
	}
	for _, s := range symbols {
		if int(s.Section) >= len(program.Sections) || program.Sections[s.Section].Type == elf.SHT_NOBITS { // what is zero is in no file
			continue
		}
		if module := moduleOf(s.Name); module != "" && s.Name != "runtime.pclntab" {
			parts[module] += int64(s.Size)
		}
	}
	return parts, nil
}

// moduleOf is what a symbol belongs to: a module, or a part of the standard library.
func moduleOf(symbol string) string {
	if strings.HasPrefix(symbol, "go:") || strings.HasPrefix(symbol, "type:") || !strings.Contains(symbol, ".") {
		return ""
	}
	path := strings.Split(symbol, "/")
	last := len(path) - 1
	path[last], _, _ = strings.Cut(path[last], ".")
	if host := path[0]; strings.Contains(host, ".") {
		deep := 3
		if !strings.HasPrefix(host, "github.com") {
			deep = 2
		}
		return strings.Join(path[:min(deep, len(path))], "/")
	}
	return path[0]
}
