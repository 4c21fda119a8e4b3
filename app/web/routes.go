package web

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/httpd"
)

// routes is the map of the product. Each line says who may come, what they
// ask, and which function answers; budgets says how often.
func (s *Server) routes(app *fiber.App) {
	r := budgeted{app, s}
	r.Use(httpd.Closing)
	r.Get("/healthz", s.http.ShowHealth)
	r.Get("/readyz", s.http.ShowReady(s.Ready, s.lacking))
	r.Get("/static/:file", s.http.ShowStatic)
	r.Use(httpd.Recover, s.dropRest, s.guard)

	// The app
	r.Get("/sw.js", s.showWorker)
	r.Get("/offline", s.showOffline)
	r.Get("/manifest.webmanifest", s.public, s.showManifest)
	r.Post(sharePath, s.public, s.share)

	// For everyone
	r.Get("/", s.public, s.showHelp)
	r.Get("/tickets/new", s.public, s.newTicket)
	r.Post("/tickets", s.public, s.createTicket)
	r.Get("/sign-in", s.public, s.showSignIn)
	r.Post("/sign-in", s.public, s.createCode)
	r.Get("/sign-in/verify", s.public, s.showVerify)
	r.Post("/sign-in/verify", s.public, s.createSession)
	r.Post("/sign-in/guest", s.public, s.promoteGuest)
	r.Post("/sign-out", s.public, s.signOut)
	r.Post("/passkeys/sign-in/options", s.public, s.startPasskeySignIn)
	r.Post("/passkeys/sign-in", s.public, s.createPasskeySession)
	r.Get("/g/:token", s.public, s.showGuestLink)
	r.Post("/g/:token/code", s.public, s.createGuestCode)
	r.Get("/g/:token/verify", s.public, s.showGuestVerify)
	r.Post("/g/:token/verify", s.public, s.createGuestSession)
	r.Get("/g/:token/revocation", s.public, s.showRevocation)
	r.Post("/g/:token/revocation", s.public, s.revokeLinks)
	r.Get("/u/:token", s.anybody, s.showUnsubscribe)
	r.Post("/u/:token", s.anybody, s.unsubscribeMail)
	r.Get("/staff/:token", s.public, s.showStaffLink)
	r.Post("/staff/:token", s.public, s.useStaffLink)

	// A customer's own
	r.Get("/tickets", s.customers, s.listTickets)
	r.Get("/tickets/live", s.customers, s.streamTickets)
	r.Post("/tickets/similar", s.customers, s.findSimilar)
	r.Post("/tickets/claims", s.customers, s.claimTickets)
	r.Get("/settings", s.customers, s.showSettings)
	r.Post("/settings", s.customers, s.updateSettings)
	r.Get("/settings/notifications", s.customers, s.showChoices)
	r.Post("/settings/notifications", s.customers, s.updateChoices)
	r.Get("/notifications", s.customers, s.showNews)
	r.Post("/settings/sessions/:id", s.customers, s.revokeSession)
	r.Get("/settings/export", s.customers, s.showExport)
	r.Get("/settings/erasure", s.customers, s.showErasure)
	r.Post("/settings/erasure", s.customers, s.createErasure)
	r.Get("/settings/devices", s.customers, s.showDevices)
	r.Post("/settings/devices", s.customers, s.removeDevice)
	r.Post("/passkeys", s.customers, s.createPasskey)
	r.Post("/passkeys/options", s.customers, s.startPasskey)
	r.Post("/passkeys/:id", s.customers, s.removePasskey)

	// One ticket, for its requester: signed in, or a guest
	r.Get("/tickets/:number", s.requesters, s.showTicket)
	r.Get("/tickets/:number/live", s.requesters, s.streamTicket)
	r.Post("/tickets/:number/replies", s.requesters, s.createReply)
	r.Post("/tickets/:number/resolution", s.requesters, s.confirmTicket)
	r.Post("/tickets/:number/reopening", s.requesters, s.reopenTicket)
	r.Post("/tickets/:number/rating", s.requesters, s.rateTicket)
	r.Post("/tickets/:number/claim", s.requesters, s.claimTicket)
	r.Post("/tickets/:number/mute", s.requesters, s.muteTicket)
	r.Post("/tickets/:number/seen", s.requesters, s.seeTicket)
	r.Get("/files/:id", s.holders, s.showFile)
	r.Get("/files/:id/preview", s.holders, s.showPreview)

	// Alerts on this device: of an account, or of a guest's ticket
	r.Post("/push/subscriptions", s.subscribers, s.createSubscription)
	r.Delete("/push/subscriptions", s.subscribers, s.dropSubscription)
	r.Post("/push/test", s.subscribers, s.testPush)

	// What is being written, on a ticket in whichever capacity, or a "new" one
	r.Put("/drafts/:ticket", s.holders, s.saveDraft)
	r.Delete("/drafts/:ticket", s.holders, s.dropDraft)
	r.Post("/uploads", s.holders, s.createUpload)
	r.Delete("/uploads/:id", s.holders, s.dropUpload)

	// The desk, for staff
	r.Get("/desk", s.agents, s.showDesk)
	r.Get("/desk/live", s.agents, s.streamDesk)
	r.Get("/desk/tickets/:number", s.agents, s.showDeskTicket)
	r.Get("/desk/tickets/:number/live", s.agents, s.streamTicket)
	r.Post("/desk/tickets/:number/replies", s.agents, s.createDeskReply)
	r.Post("/desk/tickets/:number/notes", s.agents, s.createNote)
	r.Post("/desk/tickets/:number/assignment", s.agents, s.assignTicket)
	r.Post("/desk/tickets/:number/status", s.agents, s.setStatus)
	r.Post("/desk/tickets/:number/seen", s.agents, s.seeTicket)
	r.Post("/desk/tickets/:number/typing", s.agents, s.noteTyping)

	if s.Options.Dev {
		r.Get("/dev/mail", s.loopback, s.showDevMail)
		r.Get("/dev/mail.json", s.loopback, s.showDevMailJSON)
	}
}
