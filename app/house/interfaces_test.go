package house

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// checked are the packages of the product with the types of their source; what
// they stand on is read as it was compiled.
type checked struct {
	fset     *token.FileSet
	ours     map[string]*types.Package
	compiled map[string]string // files, by path
	others   types.Importer
}

func (c *checked) Import(path string) (*types.Package, error) {
	if p := c.ours[path]; p != nil {
		return p, nil
	}
	return c.others.Import(path)
}

// An interface is there because two things of the product, or of the library that
// it is about, are used through it. Else it is a place to look up for nothing.
func TestInterfacesHaveTwoImplementations(t *testing.T) {
	c := &checked{fset: token.NewFileSet(), ours: map[string]*types.Package{}, compiled: map[string]string{}}
	c.others = importer.ForCompiler(c.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(c.compiled[path]) })
	seen := 0
	for _, line := range goList(t, "-deps", "-export", "-f", "{{.ImportPath}}\t{{.Export}}\t{{.Dir}}\t{{join .GoFiles \" \"}}", "hilo") { // what is imported comes first
		part := strings.Split(line, "\t")
		if c.compiled[part[0]] = part[1]; part[0] == "hilo" || strings.HasPrefix(part[0], "hilo/") {
			c.read(t, part[0], part[2], strings.Fields(part[3]))
		}
	}
	for path, p := range c.ours {
		for _, name := range p.Scope().Names() {
			face, ok := p.Scope().Lookup(name).Type().Underlying().(*types.Interface)
			if _, named := p.Scope().Lookup(name).(*types.TypeName); !ok || !named || face.NumMethods() == 0 {
				continue
			}
			seen++
			if by := c.implementers(t, p, face); len(by) < 2 {
				t.Errorf("%s.%s is implemented by %v alone", path, name, by)
			} else {
				t.Logf("%s.%s: %v", path, name, by)
			}
		}
	}
	if seen == 0 {
		t.Error("there is no interface: is the test still about what there is?")
	}
}

// read checks the types of a package of ours.
func (c *checked) read(t *testing.T, path, dir string, files []string) {
	t.Helper()
	var parsed []*ast.File
	for _, name := range files {
		f, err := parser.ParseFile(c.fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	p, err := (&types.Config{Importer: c}).Check(path, c.fset, parsed, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.ours[path] = p
}

// implementers are the types of the product that an interface of p is for, and
// those of the library that p imports.
func (c *checked) implementers(t *testing.T, p *types.Package, face *types.Interface) (names []string) {
	t.Helper()
	among := map[string]*types.Package{}
	for path, one := range c.ours {
		among[path] = one
	}
	for _, one := range p.Imports() {
		if first, _, _ := strings.Cut(one.Path(), "/"); !strings.Contains(first, ".") {
			among[one.Path()] = one
		}
	}
	for path, one := range among {
		for _, name := range one.Scope().Names() {
			of, ok := one.Scope().Lookup(name).(*types.TypeName)
			if !ok || of.IsAlias() || types.IsInterface(of.Type()) {
				continue
			}
			if wraps(of.Type(), face) {
				continue
			}
			if types.Implements(of.Type(), face) || types.Implements(types.NewPointer(of.Type()), face) {
				names = append(names, path+"."+name)
			}
		}
	}
	return names
}

// wraps tells whether a type has all by one that it stands around: it adds none.
func wraps(of types.Type, face *types.Interface) bool {
	fields, ok := of.Underlying().(*types.Struct)
	for i := 0; ok && i < fields.NumFields(); i++ {
		if f := fields.Field(i); f.Embedded() && types.Identical(f.Type().Underlying(), face) {
			return true
		}
	}
	return false
}
