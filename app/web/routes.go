package web

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/web/core"
)

const (
	get    = fiber.MethodGet
	post   = fiber.MethodPost
	put    = fiber.MethodPut
	remove = fiber.MethodDelete
)

// routes is the map of the product. Each line says what holds on a route, who may
// come, and which function answers. What hilo doctor asks is beside it (check.go).
func (s *Server) routes() []route {
	public, anybody, customers, requesters := s.core.Public, s.core.Anybody, s.core.Customers, s.core.Requesters
	holders, subscribers, agents, admins := s.core.Holders, s.core.Subscribers, s.agents.Agents, s.admin.Admins
	return []route{
		// The app
		{get, "/sw.js", perPage, nil, s.showWorker},
		{get, "/offline", perPage, nil, s.showOffline},
		{get, "/manifest.webmanifest", perPage, public, s.showManifest},
		{post, "/share", perForm.OfText(core.MaxText).BySystem(), public, s.drafts.Share},

		// For everyone
		{get, "/", perPage, public, s.signIn.ShowHelp},
		{get, "/tickets/new", perPage, public, s.drafts.NewTicket},
		{post, "/tickets", perText, public, s.drafts.CreateTicket},
		{post, "/tickets/received", perForm.OfText(core.MaxText), public, s.drafts.SendReceived},
		{get, "/sign-in", perPage, public, s.signIn.ShowSignIn},
		{post, "/sign-in", perGuess.ToTheLast(), public, s.signIn.CreateCode},
		{get, "/sign-in/verify", perPage, public, s.signIn.ShowVerify},
		{post, "/sign-in/verify", perGuess.ToTheLast().ByCode(), public, s.signIn.CreateSession},
		{post, "/sign-in/guest", perGuess.ToTheLast().ByCode(), public, s.signIn.PromoteGuest},
		{post, "/sign-out", perVerb.ToTheLast(), public, s.signIn.SignOut},
		{post, "/passkeys/sign-in/options", perGuess.ToTheLast(), public, s.signIn.StartPasskeySignIn},
		{post, "/passkeys/sign-in", perGuess.OfText(core.SomeKeys).ToTheLast(), public, s.signIn.CreatePasskeySession},
		{get, "/g/:token", perPage, public, s.signIn.ShowGuestLink},
		{post, "/g/:token/code", perGuess.ToTheLast(), public, s.signIn.CreateGuestCode},
		{get, "/g/:token/verify", perPage, public, s.signIn.ShowGuestVerify},
		{post, "/g/:token/verify", perGuess.ToTheLast().ByCode(), public, s.signIn.CreateGuestSession},
		{get, "/g/:token/revocation", perPage, public, s.signIn.ShowRevocation},
		{post, "/g/:token/revocation", perGuess.ToTheLast(), public, s.signIn.RevokeLinks},
		{get, "/u/:token", perPage, anybody, s.alerts.ShowUnsubscribe},
		{post, "/u/:token", perGuess.ToTheLast().FromAnywhere(), anybody, s.alerts.UnsubscribeMail},
		{get, "/staff/:token", perPage, public, s.signIn.ShowStaffLink},
		{post, "/staff/:token", perGuess.ToTheLast(), public, s.signIn.UseStaffLink},

		// A customer's own
		{get, "/tickets", perList, customers, s.lists.ListTickets},
		{get, "/tickets/live", perStream, customers, s.lists.StreamTickets},
		{post, "/tickets/similar", perLikeness, customers, s.drafts.FindSimilar},
		{post, "/tickets/claims", perForm, customers, s.lists.ClaimTickets},
		{get, "/settings", perPage, customers, s.settings.ShowSettings},
		{post, "/settings", perForm, customers, s.settings.UpdateSettings},
		{get, "/settings/notifications", perPage, customers, s.alerts.ShowNotificationSettings},
		{post, "/settings/notifications", perForm, customers, s.alerts.UpdateNotificationSettings},
		{get, "/notifications", perPage, customers, s.alerts.ShowNotifications},
		{post, "/settings/sessions/:id", perVerb.ToTheLast(), customers, s.settings.RevokeSession},
		{get, "/settings/export", perForm, customers, s.settings.ShowExport},
		{get, "/settings/erasure", perPage, customers, s.settings.ShowErasure},
		{post, "/settings/erasure", perGuess.ToTheLast(), customers, s.settings.CreateErasure},
		{get, "/settings/devices", perPage, customers, s.alerts.ShowDevices},
		{post, "/settings/devices", perVerb, customers, s.alerts.RemoveDevice},
		{post, "/passkeys", perGuess.OfText(core.SomeKeys), customers, s.settings.CreatePasskey},
		{post, "/passkeys/options", perGuess, customers, s.settings.StartPasskey},
		{post, "/passkeys/:id", perGuess, customers, s.settings.RemovePasskey},

		// One ticket, for its requester: signed in, or a guest
		{get, "/tickets/:number", perPage, requesters, s.tickets.ShowTicket},
		{get, "/tickets/:number/live", perStream, requesters, s.tickets.StreamTicket},
		{post, "/tickets/:number/replies", perText, requesters, s.tickets.CreateReply},
		{post, "/tickets/:number/draft", perText, customers, s.drafts.ContinueInTicket},
		{post, "/tickets/:number/resolution", perVerb, requesters, s.tickets.ConfirmTicket},
		{post, "/tickets/:number/reopening", perVerb, requesters, s.tickets.ReopenTicket},
		{post, "/tickets/:number/rating", perVerb.OfText(core.MaxText), requesters, s.tickets.RateTicket},
		{post, "/tickets/:number/subject", perLine, requesters, s.tickets.RenameTicket},
		{post, "/tickets/:number/claim", perVerb, requesters, s.lists.ClaimTicket},
		{post, "/tickets/:number/mute", perVerb, requesters, s.alerts.MuteTicket},
		{post, "/tickets/:number/seen", perSign.ToTheLast().ByScript(), requesters, s.tickets.SeeTicket},
		{get, "/files/:id", perBlob, holders, s.tickets.ShowFile},
		{get, "/files/:id/preview", perPreview, holders, s.tickets.ShowPreview},

		// Alerts on this device: of an account, or of a guest's ticket
		{post, "/push/subscriptions", perVerb.OfText(2 * core.FewFields).ByScript(), subscribers, s.alerts.CreateSubscription},
		{remove, "/push/subscriptions", perVerb.OfText(2 * core.FewFields).ByScript(), subscribers, s.alerts.DropSubscription},
		{post, "/push/test", perTrial, subscribers, s.alerts.TestPush},

		// What is being written, on a ticket in whichever capacity, or a "new" one
		{put, "/drafts/:ticket", perDraft.OfText(core.MaxText), holders, s.drafts.SaveDraft},
		{remove, "/drafts/:ticket", perDraft, holders, s.drafts.DropDraft},
		{post, "/uploads", perDraft, holders, s.drafts.CreateUpload},
		{remove, "/uploads/:id", perDraft, holders, s.drafts.DropUpload},

		// The desk, for staff
		{get, "/desk", perList, agents, s.agents.ShowDesk},
		{get, "/desk/live", perStream, agents, s.agents.StreamDesk},
		{post, "/desk/first-steps", perForm, admins, s.agents.DoFirstStep},
		{get, "/desk/tickets/:number", perPage, agents, s.agents.ShowDeskTicket},
		{get, "/desk/tickets/:number/live", perStream, agents, s.tickets.StreamTicket},
		{post, "/desk/tickets/:number/replies", perText, agents, s.agents.CreateDeskReply},
		{post, "/desk/tickets/:number/notes", perText, agents, s.agents.CreateNote},
		{post, "/desk/tickets/:number/assignment", perSign, agents, s.agents.AssignTicket},
		{post, "/desk/tickets/:number/status", perSign, agents, s.agents.SetStatus},
		{post, "/desk/tickets/:number/seen", perSign.ToTheLast().ByScript(), agents, s.tickets.SeeTicket},
		{post, "/desk/tickets/:number/typing", perSign.ToTheLast().ByScript(), agents, s.agents.NoteTyping},

		// The installation, for admins
		{get, "/admin/deliveries", perPage, admins, s.admin.ShowDeliveries},
		{post, "/admin/deliveries", perForm, admins, s.admin.DecideDeliveries},
	}
}

// openRoutes are for machines, and for anybody at any time.
func (s *Server) openRoutes() []route {
	return []route{
		{get, "/healthz", exempt, nil, s.core.HTTP.ShowHealth},
		{get, "/readyz", exempt, nil, s.core.HTTP.ShowReady(s.core.Ready, s.lacking)},
		{get, "/static/:file", exempt, nil, s.core.HTTP.ShowStatic},
	}
}

// devRoutes are the mails of development.
func (s *Server) devRoutes() []route {
	return []route{
		{get, "/dev/mail", exempt, s.core.Loopback, s.signIn.ShowDevMail},
		{get, "/dev/mail.json", exempt, s.core.Loopback, s.signIn.ShowDevMailJSON},
	}
}
