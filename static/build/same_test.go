package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The bytes of a build are those of its sources, whatever the folder is called
// that they lie in, and wherever dist is.
func TestBuildIsTheSameInAnyFolder(t *testing.T) {
	root := filepath.Join(t.TempDir(), "with blanks, ñ and", "a", "long", "way", "down")
	for _, dir := range []string{"src", "node_modules"} {
		if err := os.CopyFS(filepath.Join(root, dir), os.DirFS(filepath.Join("..", dir))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "package-lock.json"), file(t, "..", "package-lock.json"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := build(root, filepath.Join(root, "dist")); err != nil {
		t.Fatal(err)
	}
	here, _ := built(t)
	ours, there := everything(t, here), everything(t, filepath.Join(root, "dist"))
	for name, body := range ours {
		if got, is := there[name]; !is || got != body {
			t.Errorf("%s differs in another folder (there at all: %v)", name, is)
		}
	}
	if len(ours) != len(there) || len(ours) < 50 {
		t.Errorf("%d files here, %d there", len(ours), len(there))
	}
}

func everything(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		files[e.Name()] = string(file(t, dir, e.Name()))
	}
	return files
}
