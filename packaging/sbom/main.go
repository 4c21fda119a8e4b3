// Command sbom tells what a built hilo is made of, as CycloneDX: the modules that its file
// names, Go's own library, and what npm brought for the pages.
//
//	sbom HILO NUMBER PACKAGE-LOCK >hilo.cdx.json
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("sbom HILO NUMBER PACKAGE-LOCK")
	}
	bom, err := modules(os.Args[1], os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	if err := addPages(bom, os.Args[3]); err != nil {
		log.Fatal(err)
	}
	bom.Metadata.Component.Licenses = &cdx.Licenses{{License: &cdx.License{ID: "Apache-2.0"}}}
	if err := cdx.NewBOMEncoder(os.Stdout, cdx.BOMFileFormatJSON).SetPretty(true).Encode(bom); err != nil {
		log.Fatal(err)
	}
}

// modules asks the file itself. What differs from run to run is left out: a serial number, the
// time. So are licences, which the tool guesses; docs/dependencies.md has them.
func modules(file, number string) (*cdx.BOM, error) {
	tool := exec.Command("go", "tool", "cyclonedx-gomod", "bin", "-json", "-std", "-short-purls", "-noserial", "-notimestamp", "-version", number, file)
	tool.Stderr = os.Stderr
	told, err := tool.Output()
	if err != nil {
		return nil, fmt.Errorf("cyclonedx-gomod: %w", err)
	}
	bom := new(cdx.BOM)
	if err := cdx.NewBOMDecoder(bytes.NewReader(told), cdx.BOMFileFormatJSON).Decode(bom); err != nil {
		return nil, err
	}
	if bom.Components == nil || bom.Dependencies == nil {
		return nil, fmt.Errorf("%s names no modules", file)
	}
	for i := range *bom.Metadata.Tools.Tools { // its bytes differ from machine to machine
		(*bom.Metadata.Tools.Tools)[i].Hashes = nil
	}
	return bom, nil
}

// addPages adds the packages of npm that a lock file names.
func addPages(bom *cdx.BOM, lock string) error {
	text, err := os.ReadFile(lock)
	if err != nil {
		return err
	}
	var named struct {
		Packages map[string]struct{ Version string }
	}
	if err := json.Unmarshal(text, &named); err != nil {
		return fmt.Errorf("%s: %w", lock, err)
	}
	for _, at := range slices.Sorted(maps.Keys(named.Packages)) {
		if at == "" { // the pages themselves
			continue
		}
		p := named.Packages[at]
		url := "pkg:npm/" + path.Base(at) + "@" + p.Version // none of ours has a scope
		*bom.Components = append(*bom.Components, cdx.Component{
			BOMRef: url, PackageURL: url, Type: cdx.ComponentTypeLibrary, Name: path.Base(at), Version: p.Version, Scope: cdx.ScopeRequired,
		})
		*(*bom.Dependencies)[0].Dependencies = append(*(*bom.Dependencies)[0].Dependencies, url)
	}
	return nil
}
