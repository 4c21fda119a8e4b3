package web_test

import (
	"strings"
	"testing"

	"hilo/app/sitetest"
)

// What a proxy could read differently than we do ends with its connection: one
// answer, and what hides behind it never runs.
func TestFraming(t *testing.T) {
	site := sitetest.Start(t)
	const get, host = "GET / HTTP/1.1\r\n", "Host: localhost\r\n"
	post := "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	chunks := post + "Transfer-Encoding: chunked\r\n"
	for name, tt := range map[string]struct {
		give string
		want int
	}{
		"identity, no length":                 {post + "Transfer-Encoding: identity\r\n\r\n", 400},
		"identity, in capitals":               {post + "transfer-encoding: IDENTITY\r\n\r\n", 400},
		"identity, with a length":             {post + "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\na=b", 400},
		"identity on a page":                  {get + host + "Transfer-Encoding: identity\r\n\r\n", 400},
		"identity, where health is asked for": {"GET /healthz HTTP/1.1\r\n" + host + "Transfer-Encoding: identity\r\n\r\n", 400},
		"identity, for a file":                {"GET /static/none.css HTTP/1.1\r\n" + host + "Transfer-Encoding: identity\r\n\r\n", 400},
		"chunked, identity":                   {post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400},
		"identity, chunked":                   {post + "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n", 400},
		"chunked, chunked":                    {post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400},
		"chunked;q=1":                         {post + "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n", 400},
		"xchunked":                            {post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
		"quoted":                              {post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", 400},
		"empty coding":                        {post + "Transfer-Encoding:\r\n\r\n", 400},
		"two codings":                         {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		"coding, by HTTP/1.0":                 {strings.Replace(post, "1.1", "1.0", 1) + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		"a folded coding":                     {post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400},
		"a folded length":                     {post + "Content-Length:\r\n 3\r\n\r\na=b", 400},
		"a length folded by a tab":            {post + "Content-Length: 3\r\n\t\r\n\r\na=b", 400},
		"another folded field":                {get + host + "X-A: b\r\n c\r\n\r\n", 400},
		"a field that begins with a blank":    {get + " X-A: b\r\n" + host + "\r\n", 400},
		"a blank before the colon":            {post + "Content-Length : 3\r\n\r\na=b", 400},
		"a tab before the colon":              {post + "Content-Length\t: 3\r\n\r\na=b", 400},
		"a blank in a name":                   {get + host + "X A: b\r\n\r\n", 400},
		"no name":                             {get + host + ": b\r\n\r\n", 400},
		"no colon":                            {get + host + "X-A\r\n\r\n", 400},
		"NUL in a value":                      {get + host + "X-A: a\x00b\r\n\r\n", 400},
		"NUL in a name":                       {get + host + "X\x00A: b\r\n\r\n", 400},
		"a bare CR":                           {get + host + "X-A: a\rX-B: b\r\n\r\n", 400},
		"a bare LF":                           {get + host + "X-A: a\nX-B: b\r\n\r\n", 400},
		"an end of bare LF":                   {get + host + "X-A: a\n\n" + inner, 400},
		"a hex length":                        {post + "Content-Length: 0x3\r\n\r\na=b", 400},
		"a length of -1":                      {post + "Content-Length: -1\r\n\r\na=b", 400},
		"a length of +3":                      {post + "Content-Length: +3\r\n\r\na=b", 400},
		"a length of 3.0":                     {post + "Content-Length: 3.0\r\n\r\na=b", 400},
		"a length of 3 3":                     {post + "Content-Length: 3 3\r\n\r\na=b", 400},
		"no length said":                      {post + "Content-Length:\r\n\r\na=b", 400},
		"a list of lengths":                   {post + "Content-Length: 5, 5\r\n\r\na=b&c", 400},
		"two equal lengths":                   {post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b", 400},
		"a length beyond all":                 {post + "Content-Length: 99999999999999999999999\r\n\r\na=b", 400},
		"a length of 2^63":                    {post + "Content-Length: 9223372036854775808\r\n\r\na=b", 400},
		"HTTP/2.0":                            {"GET / HTTP/2.0\r\n" + host + "\r\n", 505},
		"HTTP/9.9":                            {"GET / HTTP/9.9\r\n" + host + "\r\n", 505},
		"HTTP/0.9":                            {"GET / HTTP/0.9\r\n" + host + "\r\n", 505},
		"HTTP/2.0 for health":                 {"GET /healthz HTTP/2.0\r\n" + host + "\r\n", 505},
		"HTTP/2 without TLS":                  {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
		"HTTP/11":                             {"GET / HTTP/11\r\n" + host + "\r\n", 400},
		"HTTP/1.10":                           {"GET / HTTP/1.10\r\n" + host + "\r\n", 400},
		"http/1.1":                            {"GET / http/1.1\r\n" + host + "\r\n", 400},
		"ICY/1.1":                             {"GET / ICY/1.1\r\n" + host + "\r\n", 400},
		"no version":                          {"GET /\r\n" + host + "\r\n", 400},
		"a blank in the address":              {"GET /a b HTTP/1.1\r\n" + host + "\r\n", 400},
		"two blanks":                          {"GET  / HTTP/1.1\r\n" + host + "\r\n", 400},
		"a tab":                               {"GET\t/ HTTP/1.1\r\n" + host + "\r\n", 400},
		"NUL in the address":                  {"GET /\x00 HTTP/1.1\r\n" + host + "\r\n", 400},
		"no slash":                            {"GET tickets HTTP/1.1\r\n" + host + "\r\n", 400},
		"a chunk of -1":                       {chunks + "\r\n-1\r\na\r\n0\r\n\r\n", 400},
		"a chunk of +1":                       {chunks + "\r\n+1\r\na\r\n0\r\n\r\n", 400},
		"a chunk of 0x1":                      {chunks + "\r\n0x1\r\na\r\n0\r\n\r\n", 400},
		"a chunk beyond all":                  {chunks + "\r\nfffffffffffffffff\r\na\r\n0\r\n\r\n", 400},
		"a chunk of 2^63":                     {chunks + "\r\n8000000000000000\r\na\r\n0\r\n\r\n", 400},
		"a chunk of 1 1":                      {chunks + "\r\n1 1\r\na\r\n0\r\n\r\n", 400},
		"a chunk with no end":                 {chunks + "\r\n1\r\nab\r\n0\r\n\r\n", 400},
		"a chunk of bare LF":                  {chunks + "\r\n1\na\n0\n\n", 400},
		"LF in an extension":                  {chunks + "\r\n1;a\nb\r\na\r\n0\r\n\r\n", 400},
		"an extension without end":            {chunks + "\r\n1;" + strings.Repeat("a", 2<<20), 400},
		"a field behind the chunks":           {chunks + "\r\n7\r\nemail=x\r\n0\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n", 400},
		"a bare LF behind a field":            {chunks + "\r\n7\r\nemail=x\r\n0\r\nX-A: b\n\r\n", 400},
		"a bare LF for the end of chunks":     {chunks + "\r\n7\r\nemail=x\r\n0\r\n\n", 422},
		"chunks":                              {chunks + "\r\n7\r\nemail=x\r\n0\r\n\r\n", 422},
		"a length at the end":                 {chunks + "Trailer: Content-Length\r\n\r\n0\r\nContent-Length: 99\r\n\r\n", 400},
	} {
		got := wire(t, site, tt.give+inner+last)
		all := statusesOf(t, got)
		if len(all) != 1 || all[0] != tt.want || strings.Contains(got, "ready\n") {
			t.Errorf("%s: answers %v, want %d\n%.300s", name, all, tt.want, got)
			continue
		}
		if !strings.Contains(got, "\r\nConnection: close\r\n") || !strings.Contains(got, "\r\nX-Content-Type-Options: nosniff\r\n") {
			t.Errorf("%s: the connection goes on, or headers are missing\n%.300s", name, got)
		}
	}
}

// What is only unusual is answered.
func TestUnusualRequests(t *testing.T) {
	site := sitetest.Start(t)
	const host = "Host: localhost\r\n"
	post := "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
	for name, tt := range map[string]struct {
		give string
		want int
	}{
		"HTTP/1.0":              {"GET / HTTP/1.0\r\n" + host + "\r\n", 200},
		"an empty line before":  {"\r\nGET / HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", 200},
		"the address in full":   {"GET http://localhost/ HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", 200},
		"all of the server":     {"OPTIONS * HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", 404},
		"a tunnel":              {"CONNECT evil.example:443 HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", 403},
		"an empty value":        {"GET / HTTP/1.1\r\n" + host + "X-A:\r\nConnection: close\r\n\r\n", 200},
		"letters of UTF-8":      {"GET / HTTP/1.1\r\n" + host + "X-A: señal\r\nConnection: close\r\n\r\n", 200},
		"chunked in capitals":   {post + "Transfer-Encoding: Chunked\r\n\r\n7\r\nemail=x\r\n0\r\n\r\n", 422},
		"an extension":          {post + "Transfer-Encoding: chunked\r\n\r\n7;a=\"b c\"\r\nemail=x\r\n0;z\r\n\r\n", 422},
		"an expectation":        {post + "Expect: 100-continue\r\nContent-Length: 7\r\n\r\nemail=x", 422},
		"another expectation":   {post + "Expect: tea\r\nContent-Length: 7\r\n\r\nemail=x", 422},
		"zeros before a length": {post + "Content-Length: 007\r\n\r\nemail=x", 422},
	} {
		got := wire(t, site, tt.give)
		all := statusesOf(t, strings.TrimPrefix(got, "HTTP/1.1 100 Continue\r\n\r\n"))
		if len(all) != 1 || all[0] != tt.want {
			t.Errorf("%s: answers %v, want %d\n%.300s", name, all, tt.want, got)
		}
	}
}
