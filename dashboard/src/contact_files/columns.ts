/** What the server writes of a contact, beside custom attributes. */
export const columns = [
  { value: 'id', label: 'Number' },
  { value: 'name', label: 'Name' },
  { value: 'email', label: 'E-mail' },
  { value: 'phone_number', label: 'Phone' },
  { value: 'identifier', label: 'Identifier' },
  { value: 'labels', label: 'Labels' },
  { value: 'company_name', label: 'Company' },
  { value: 'city', label: 'City' },
  { value: 'country', label: 'Country' },
  { value: 'country_code', label: 'Country code' },
  { value: 'description', label: 'Description' },
  { value: 'blocked', label: 'Blocked' },
  { value: 'created_at', label: 'Created' },
  { value: 'last_activity_at', label: 'Last activity' },
  { value: 'custom_attributes', label: 'All custom attributes, as JSON' },
  { value: 'additional_attributes', label: 'All other attributes, as JSON' },
]

export const usualColumns = ['name', 'email', 'phone_number', 'identifier', 'labels']
