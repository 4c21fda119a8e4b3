package web

import "hilo/app/httpd"

// cookieNames are the cookies of the site.
type cookieNames struct {
	session, guest, challenge, parked, known string
}

func cookieNamesOf(h *httpd.Server) cookieNames {
	return cookieNames{h.CookieName("session"), h.CookieName("guest"), h.CookieName("challenge"), h.CookieName("parked"), h.CookieName("known")}
}
