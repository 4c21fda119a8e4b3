package house

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
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

	maxInterfaces = 6 // each is a place that a stranger has to look up

	medianFile, p95File, maxFile = 85, 200, 300 // lines; the last is of tests too
	leastTests                   = 1.2          // lines of tests for each of the product
)

// function is one of the product, with its length.
type function struct {
	name  string
	lines int
}

// product is what is measured: all functions, the methods of each type, and the
// files of each room. Rigs of tests are no product.
type product struct {
	functions  []function
	interfaces []string
	methods    map[string]int
	files      map[string]int
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
	if len(p.interfaces) > maxInterfaces {
		t.Errorf("%d interfaces: %v", len(p.interfaces), p.interfaces)
	}
	above(t, "methods", p.methods, maxMethods)
	above(t, "files", p.files, maxFiles)
}

// A file has one job, and the tests of all are longer than they.
func TestFilesStaySmall(t *testing.T) {
	var sizes []int
	product, tests := 0, 0
	for _, file := range goFiles(t) {
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			continue // deleted, not committed yet
		}
		n := strings.Count(string(text), "\n")
		if n > maxFile {
			t.Errorf("%s has %d lines", file, n)
		}
		switch {
		case strings.HasSuffix(file, "_test.go"):
			tests += n
		case !isRig(path.Dir(file)):
			product += n
			sizes = append(sizes, n)
		}
	}
	slices.Sort(sizes)
	median, p95 := sizes[len(sizes)/2], sizes[len(sizes)*95/100]
	t.Logf("%d files: half of them at most %d lines, 95 %% at most %d; %.2f lines of tests for one of the product", len(sizes), median, p95, float64(tests)/float64(product))
	if median > medianFile || p95 > p95File {
		t.Errorf("half of the files have up to %d lines, 95 %% up to %d", median, p95)
	}
	if float64(tests) < leastTests*float64(product) {
		t.Errorf("%d lines of tests for %d of the product", tests, product)
	}
}

// above fails for what has too many, and says who has most.
func above(t *testing.T, of string, counts map[string]int, most int) {
	t.Helper()
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	t.Logf("%s has most %s: %d", names[0], of, counts[names[0]])
	for _, name := range names {
		if counts[name] > most {
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
		if _, err := os.Stat("../../" + file); err != nil {
			continue // deleted, not committed yet
		}
		parsed, err := parser.ParseFile(fset, "../../"+file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		p.files[room]++
		ast.Inspect(parsed, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if _, ok := spec.Type.(*ast.InterfaceType); ok {
					p.interfaces = append(p.interfaces, room+"."+spec.Name.Name)
				}
			}
			return true
		})
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
	switch generic := of.(type) {
	case *ast.IndexExpr:
		of = generic.X
	case *ast.IndexListExpr:
		of = generic.X
	}
	return of.(*ast.Ident).Name
}
