package core

import (
	"hilo/app/httpd"
)

// cookieNames are the cookies of the site.
type cookieNames struct {
	Session, Guest, Challenge, Parked, Known string
}

func cookieNamesOf(h *httpd.Server) cookieNames {
	return cookieNames{h.CookieName("session"), h.CookieName("guest"), h.CookieName("challenge"), h.CookieName("parked"), h.CookieName("known")}
}
