package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"

	"hilo/app/bench/rig"
)

const plainPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title></head><body><h1>A page</h1><p>Nothing else.</p></body></html>`

// lighthouse measures how fast a thread and a list come to a phone, beside a
// page without style and script.
func lighthouse(ctx context.Context, t *table, site *rig.Site, p *people) error {
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, plainPage)
	}))
	defer bare.Close()
	base := &url.URL{Scheme: "http", Host: site.Addr}
	cookie := ""
	for _, c := range p.customers[0].Jar.Cookies(base) {
		cookie += c.Name + "=" + c.Value + "; "
	}
	pages := []string{bare.URL + "/", base.String() + p.tickets[0], base.String() + "/tickets"}
	runs := make([][]rig.Report, len(pages))
	for range 3 {
		reports, err := rig.Lighthouse(ctx, "app/e2e", cmp.Or(os.Getenv("HILO_CHROMIUM"), "/usr/bin/chromium"), cookie, []string{"performance"}, pages...)
		if err != nil {
			return err
		}
		for i, r := range reports {
			runs[i] = append(runs[i], r)
		}
	}
	median := func(of []rig.Report, figure func(rig.Report) float64) float64 {
		slices.SortFunc(of, func(a, b rig.Report) int { return cmp.Compare(figure(a), figure(b)) })
		return figure(of[len(of)/2])
	}
	for i, page := range []string{"thread", "list"} {
		for _, f := range []struct {
			name, form string
			of         func(rig.Report) float64
		}{
			{"performance, of 100", "%.0f", func(r rig.Report) float64 { return float64(r.Scores["performance"]) }},
			{"machine's own index", "%.0f", func(r rig.Report) float64 { return r.Machine }},
			{"largest paint", "%.0f ms", func(r rig.Report) float64 { return r.LCP }},
			{"blocked", "%.0f ms", func(r rig.Report) float64 { return r.TBT }},
			{"shift", "%.3f", func(r rig.Report) float64 { return r.CLS }},
			{"transfer", "%.0f B", func(r rig.Report) float64 { return float64(r.Bytes) }},
		} {
			t.add(fmt.Sprintf("phone, %s, %s, median of 3", page, f.name), fmt.Sprintf(f.form, median(runs[i+1], f.of)), fmt.Sprintf(f.form, median(runs[0], f.of))+" a bare page", "")
		}
	}
	return nil
}
