import { inLanguage, type InLanguages } from '../accounts/languages.ts'

/** What the survey's page says to customers, in the language of the account. Agents' screens are in English. */
export interface Words {
  question: string
  /** From 1 to 5. */
  ratings: readonly [string, string, string, string, string]
  rating: string
  thanks: string
  thanks_feedback: string
  feedback: string
  send: string
  update: string
  over: string
  missing: string
  missing_hint: string
}

export const wordsIn = (locale: string): Words => inLanguage(locale, languages)

const languages: InLanguages<Words> = {
  en: {
    question: 'Please rate this conversation', ratings: ['Very bad', 'Bad', 'Okay', 'Good', 'Very good'], rating: 'Your rating',
    thanks: 'Thank you, your rating is saved.', thanks_feedback: 'Thank you for your feedback.', feedback: 'Would you like to tell us more?',
    send: 'Send feedback', update: 'Update feedback', over: 'This survey is closed.', missing: 'There is no survey here',
    missing_hint: 'The address may be incomplete. Please open the link from your conversation once more.',
  },
  de: {
    question: 'Wie war diese Unterhaltung?', ratings: ['Sehr schlecht', 'Schlecht', 'In Ordnung', 'Gut', 'Sehr gut'], rating: 'Ihre Bewertung',
    thanks: 'Danke, Ihre Bewertung ist gespeichert.', thanks_feedback: 'Danke für Ihre Rückmeldung.', feedback: 'Möchten Sie uns mehr dazu sagen?',
    send: 'Rückmeldung senden', update: 'Rückmeldung ändern', over: 'Diese Umfrage ist beendet.', missing: 'Hier ist keine Umfrage',
    missing_hint: 'Vielleicht ist die Adresse unvollständig. Bitte öffnen Sie den Link aus Ihrer Unterhaltung noch einmal.',
  },
  es: {
    question: 'Valora esta conversación', ratings: ['Muy mal', 'Mal', 'Regular', 'Bien', 'Muy bien'], rating: 'Tu valoración',
    thanks: 'Gracias, tu valoración está guardada.', thanks_feedback: 'Gracias por tus comentarios.', feedback: '¿Quieres contarnos algo más?',
    send: 'Enviar comentarios', update: 'Cambiar comentarios', over: 'Esta encuesta está cerrada.', missing: 'Aquí no hay ninguna encuesta',
    missing_hint: 'Puede que la dirección esté incompleta. Abre de nuevo el enlace de tu conversación.',
  },
  fr: {
    question: 'Évaluez cette conversation', ratings: ['Très mauvais', 'Mauvais', 'Correct', 'Bon', 'Très bon'], rating: 'Votre note',
    thanks: 'Merci, votre note est enregistrée.', thanks_feedback: 'Merci pour votre commentaire.', feedback: 'Souhaitez-vous nous en dire plus ?',
    send: 'Envoyer', update: 'Modifier', over: 'Cette enquête est terminée.', missing: 'Il n’y a pas d’enquête ici',
    missing_hint: 'L’adresse est peut-être incomplète. Ouvrez à nouveau le lien de votre conversation.',
  },
  pt: {
    question: 'Avalie esta conversa', ratings: ['Muito ruim', 'Ruim', 'Regular', 'Bom', 'Muito bom'], rating: 'Sua avaliação',
    thanks: 'Obrigado, sua avaliação foi salva.', thanks_feedback: 'Obrigado pelo seu comentário.', feedback: 'Quer nos contar mais?',
    send: 'Enviar comentário', update: 'Alterar comentário', over: 'Esta pesquisa está encerrada.', missing: 'Não há nenhuma pesquisa aqui',
    missing_hint: 'O endereço pode estar incompleto. Abra novamente o link da sua conversa.',
  },
}
