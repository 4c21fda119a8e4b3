package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// worker writes sw with the name of this build and the files without which
// no page looks like itself. The file has no ending, so that it is served at /sw.js alone.
func worker(root, dist string, urls map[string]string) error {
	var shell []string
	paths, err := filepath.Glob(filepath.Join(dist, "*-*.*"))
	for _, path := range paths {
		if slices.Contains([]string{".js", ".css", ".svg"}, filepath.Ext(path)) {
			shell = append(shell, address+filepath.Base(path))
		}
	}
	shell = append(shell, urls["icon-192.png"], urls["badge.png"])
	sum := sha256.Sum256([]byte(strings.Join(shell, " ")))
	build, _ := json.Marshal(map[string]any{ // strings: it cannot fail
		"id": hex.EncodeToString(sum[:5]), "shell": shell, "icon": urls["icon-192.png"], "badge": urls["badge.png"],
	})
	abs, elsewhere := filepath.Abs(root)
	if err := errors.Join(err, elsewhere); err != nil {
		return err
	}
	how := small(abs, "src/worker/sw.js")
	how.Format, how.Define, how.LegalComments = api.FormatIIFE, map[string]string{"BUILD": string(build)}, api.LegalCommentsNone
	result := api.Build(how)
	if len(result.Errors) > 0 {
		return errors.New("esbuild refused the worker")
	}
	return os.WriteFile(filepath.Join(dist, "sw"), result.OutputFiles[0].Contents, 0o644)
}

// installed builds what makes the pages an app, last of all: the worker knows
// every other file. urls grows by theirs.
func installed(root, dist string, urls map[string]string) error {
	for _, part := range []func() (map[string]string, error){
		func() (map[string]string, error) { return paint(filepath.Join(root, "src", "icon.svg"), dist) },
		func() (map[string]string, error) { return pictures(filepath.Join(root, "src", "shots"), dist) },
	} {
		more, err := part()
		if err != nil {
			return fmt.Errorf("the app: %w", err)
		}
		maps.Copy(urls, more)
	}
	return worker(root, dist, urls)
}
