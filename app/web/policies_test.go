package web

import (
	"slices"
	"strings"
	"testing"

	"hilo/app/httpd"
	"hilo/app/web/core"
)

// Every route has its budget. Only what costs nothing, or must be answered at any
// time, has none.
func TestEveryRouteHasABudget(t *testing.T) {
	s := &Server{core: &core.Core{HTTP: new(httpd.Server)}}
	for _, r := range slices.Concat(s.openRoutes(), s.routes(), s.devRoutes()) {
		free := strings.HasPrefix(r.path, "/dev/") || r.path == "/healthz" || r.path == "/readyz" || r.path == "/static/:file"
		if free != (r.own.N == 0) || r.own.N > 0 && r.own.Per <= 0 {
			t.Errorf("%s %s: %+v", r.method, r.path, r.own)
		}
		// PRODUCT.md promises 60 tickets an hour and 60 replies a minute.
		if r.own.N > 0 && float64(r.own.N)/r.own.Per.Minutes() < 120 {
			t.Errorf("%s %s: an honest person may meet %+v", r.method, r.path, r.own)
		}
	}
}
