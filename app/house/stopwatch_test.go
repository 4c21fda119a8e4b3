package house

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// parents are the nodes above each node of a tree.
func parents(tree ast.Node) map[ast.Node]ast.Node {
	up := map[ast.Node]ast.Node{}
	var above []ast.Node
	ast.Inspect(tree, func(n ast.Node) bool {
		if n == nil {
			above = above[:len(above)-1]
			return true
		}
		if len(above) > 0 {
			up[n] = above[len(above)-1]
		}
		above = append(above, n)
		return true
	})
	return up
}

// stopwatch tells whether a moment only measures: it is compared, or made a
// deadline, or that is all that happens to the name that it gets.
func stopwatch(moment ast.Node, up map[ast.Node]ast.Node) bool {
	switch over := up[moment].(type) {
	case *ast.SelectorExpr: // moment.Add(…)
		return slices.Contains([]string{"After", "Before", "Sub"}, over.Sel.Name) || over.Sel.Name == "Add" && stopwatch(up[over], up)
	case *ast.CallExpr: // time.Since(moment)
		called := types.ExprString(over.Fun)
		if whose, is := up[over].(*ast.CallExpr); is && strings.HasSuffix(types.ExprString(whose.Fun), "Deadline") {
			return true // conn.SetDeadline(later(moment))
		}
		return slices.ContainsFunc([]string{"time.Since", "time.Until", ".Sub", ".After", ".Before", "Deadline"}, func(end string) bool { return strings.HasSuffix(called, end) })
	case *ast.AssignStmt:
		i := slices.IndexFunc(over.Rhs, func(value ast.Expr) bool { return value == moment })
		if i < 0 || len(over.Lhs) != len(over.Rhs) {
			return false
		}
		name, plain := over.Lhs[i].(*ast.Ident)
		return plain && onlyMeasures(name.Name, around(moment, up), up)
	default:
		return false
	}
}

// around is the function that a node is in.
func around(n ast.Node, up map[ast.Node]ast.Node) ast.Node {
	for n != nil {
		if f, is := n.(*ast.FuncDecl); is {
			return f
		}
		n = up[n]
	}
	return nil
}

// onlyMeasures looks at all that a function does with a name.
func onlyMeasures(name string, function ast.Node, up map[ast.Node]ast.Node) bool {
	if function == nil {
		return false
	}
	only := true
	ast.Inspect(function, func(n ast.Node) bool {
		id, is := n.(*ast.Ident)
		if !is || id.Name != name {
			return true
		}
		switch over := up[id].(type) {
		case *ast.SelectorExpr:
			if over.Sel == id { // another's of the same name
				return true
			}
		case *ast.ValueSpec:
			return true // var name time.Time
		}
		if set, is := up[id].(*ast.AssignStmt); is && slices.Contains(set.Lhs, ast.Expr(id)) {
			return true
		}
		if _, again := up[id].(*ast.AssignStmt); again || !stopwatch(id, up) {
			only = false
		}
		return true
	})
	return only
}
