// Command build turns the sources of the front end into dist/: a style sheet and
// a script for all pages, those of single places, one sprite of icons, each named
// after its content, each with its compressed twins, and manifest.json, which leads from the plain names to the
// addresses. Run it with `go generate ./static`.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("static: ")
	if err := build(".", "dist"); err != nil {
		log.Fatal(err)
	}
}

// build makes dist anew from root/src and root/node_modules. Without npm the
// script is left out, and said so: pages work without it.
func build(root, dist string) error {
	scripts, err := fetch(root)
	if err != nil {
		return err
	}
	if !scripts {
		log.Print("npm not found: built without app.js (style and icons only); install Node 20 or newer and build again")
	}
	if err := sweep(dist); err != nil {
		return err
	}
	urls, err := bundle(root, dist, scripts)
	if err != nil {
		return err
	}
	if urls["icons.svg"], err = sprite(filepath.Join(root, "src", "icons"), dist); err != nil {
		return err
	}
	if urls["icon.svg"], err = copyHashed(filepath.Join(root, "src", "icon.svg"), dist); err != nil {
		return err
	}
	if err := installed(root, dist, urls); err != nil {
		return err
	}
	if err := compress(dist); err != nil {
		return err
	}
	manifest, err := json.MarshalIndent(urls, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, "manifest.json"), append(manifest, '\n'), 0o644)
}

// sweep empties dist but for .gitkeep, without which a clean checkout would not
// compile.
func sweep(dist string) error {
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == ".gitkeep" {
			continue
		}
		if err := os.Remove(filepath.Join(dist, e.Name())); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
	}
	return nil
}
