// As hoso-counter reads an identity card's QR code.
import type { Card } from '../src/types';
import { refuse } from './refused';

export function readCard(text: string): Card {
  const [number = '', former = '', name = '', birth = '', sex = '', address = ''] = text.split('|');
  if (!/^\d{12}$/.test(number) || !/^(\d{9})?$/.test(former) || !/^\d{8}$/.test(birth)) refuse(400, 'INVALID_ARGUMENT', 'text: another shape', 'CARD_UNREADABLE');
  return {
    person: {
      kind: 'OWNER_KIND_CITIZEN',
      fullName: name,
      identityKind: 'IDENTITY_KIND_CCCD',
      identityNumber: number,
      formerIdentityNumber: former,
      birthDate: { day: Number(birth.slice(0, 2)), month: Number(birth.slice(2, 4)), year: Number(birth.slice(4)) },
      sex: sex === 'Nữ' ? 'SEX_FEMALE' : 'SEX_MALE',
      address,
    },
    warnings: /\d|\?/.test(name) ? ['Máy quét đang gửi sai dấu. Gõ họ tên theo thẻ'] : [],
  };
}
