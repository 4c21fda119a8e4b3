package house

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// What the house allows itself. The table of routes is read as one, however long.
const (
	maxFunction = 60 // lines
	p95Function = 30
	maxMethods  = 45 // of one type
	maxFiles    = 32 // of one room, without tests
)

// larger are those that are over a limit still, and what they have: no more.
var larger = map[string]int{
	"app/access.Auth": 85, "app/desk.Desk": 65, "app/notify.Notifier": 61, // methods
	"app/desk": 51, "app/access": 33, // files
}

// function is one of the product, with its length.
type function struct {
	name  string
	lines int
}

// product is what is measured: all functions, the methods of each type, and the
// files of each room. Rigs of tests are no product.
type product struct {
	functions []function
	methods   map[string]int
	files     map[string]int
}

// Functions can be read at a glance, no type does everything, and a room can be
// looked over.
func TestNothingGrowsTooLarge(t *testing.T) {
	p := readProduct(t)
	slices.SortFunc(p.functions, func(a, b function) int { return cmp.Compare(a.lines, b.lines) })
	for _, f := range p.functions {
		if f.lines > maxFunction && f.name != "app/web.Server.routes" {
			t.Errorf("%s has %d lines", f.name, f.lines)
		}
	}
	at := func(percent int) int { return p.functions[len(p.functions)*percent/100].lines }
	t.Logf("%d functions: half of them at most %d lines, 95 %% at most %d", len(p.functions), at(50), at(95))
	if at(95) > p95Function {
		t.Errorf("one function in twenty has more than %d lines", at(95))
	}
	above(t, "methods", p.methods, maxMethods)
	above(t, "files", p.files, maxFiles)
}

// above fails for what has too many, and says who has most.
func above(t *testing.T, of string, counts map[string]int, most int) {
	t.Helper()
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	t.Logf("%s has most %s: %d", names[0], of, counts[names[0]])
	for _, name := range names {
		if counts[name] > max(most, larger[name]) {
			t.Errorf("%s has %d %s", name, counts[name], of)
		}
	}
}

func readProduct(t *testing.T) product {
	t.Helper()
	p := product{methods: map[string]int{}, files: map[string]int{}}
	for _, file := range goFiles(t) {
		room := path.Dir(file)
		if strings.HasSuffix(file, "_test.go") || isRig(room) {
			continue
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, "../../"+file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		p.files[room]++
		for _, d := range parsed.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			name := room + "." + f.Name.Name
			if f.Recv != nil {
				of := room + "." + receiver(f)
				p.methods[of]++
				name = of + "." + f.Name.Name
			}
			lines := fset.Position(f.End()).Line - fset.Position(f.Pos()).Line + 1
			p.functions = append(p.functions, function{name, lines})
		}
	}
	if len(p.functions) < 500 {
		t.Fatal(fmt.Sprint("read wrong: ", len(p.functions)))
	}
	return p
}

// isRig tells whether a room is there for tests alone.
func isRig(room string) bool {
	return strings.HasSuffix(room, "test") || slices.ContainsFunc([]string{"app/e2e", "app/house", "app/bench"}, func(rig string) bool {
		return strings.HasPrefix(room, rig)
	})
}

// receiver names the type that a method is of.
func receiver(f *ast.FuncDecl) string {
	of := f.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	if generic, ok := of.(*ast.IndexExpr); ok {
		of = generic.X
	}
	return of.(*ast.Ident).Name
}
